namespace FastEmit.Events;

/// <summary>
/// An event that knows its own wire form. The source generator implements it for every record marked
/// <see cref="HookEventAttribute"/>; implementing it by hand is possible but is not the expected use.
/// </summary>
/// <typeparam name="TSelf">The event's own type.</typeparam>
public interface IHookEvent<TSelf>
    where TSelf : IHookEvent<TSelf>
{
    /// <summary>The event's name, namespace and everything else that all its instances share.</summary>
    static abstract HookEventDescriptor Descriptor { get; }

    /// <summary>
    /// The hash of the event's partition key (<see cref="PartitionHash"/>), or the descriptor's
    /// <see cref="HookEventDescriptor.DefaultPartition"/> when the event has none.
    /// </summary>
    static abstract uint GetPartition(in TSelf value);

    /// <summary>
    /// Writes the Socket.IO packet of <paramref name="value"/> up to the last member, leaving the object open:
    /// <c>42/ns,["name",{"a":1,"b":2</c>. The emitter adds its stamps and closes it with <c>}]</c>; if attachments were written,
    /// it turns <c>42</c> into <c>45N-</c>.
    /// </summary>
    static abstract void WriteOpenPacket(ref EventWriter writer, in TSelf value);
}

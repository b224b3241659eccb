using System.Buffers;

namespace FastEmit.Events;

/// <summary>
/// The data of an event as a JSON object, outside an emitter: without packet and stamps. Thread-safe; allocates nothing
/// once the calling thread has its scratch buffer.
/// </summary>
public static class HookEventSerializer
{
    /// <summary>Writes the event's data into <paramref name="output"/>.</summary>
    /// <exception cref="InvalidOperationException">A member exceeds a <see cref="MaxLengthAttribute"/> that rejects, or there are more than ten attachments.</exception>
    public static void Serialize<TEvent>(in TEvent value, IBufferWriter<byte> output)
        where TEvent : IHookEvent<TEvent>
    {
        ArgumentNullException.ThrowIfNull(output);
        EventWriter writer = Write(in value);
        try
        {
            if (writer.IsRejected)
            {
                throw Rejected(TEvent.Descriptor);
            }

            output.Write(Data(in writer, TEvent.Descriptor));
        }
        finally
        {
            writer.Return();
        }
    }

    /// <summary>Writes the event's data into <paramref name="destination"/>.</summary>
    /// <returns>False, with nothing promised about the destination's content, when it is too small or a member exceeds a
    /// <see cref="MaxLengthAttribute"/> that rejects, or there are more than ten attachments.</returns>
    public static bool TrySerialize<TEvent>(in TEvent value, Span<byte> destination, out int bytesWritten)
        where TEvent : IHookEvent<TEvent>
    {
        EventWriter writer = Write(in value);
        ReadOnlySpan<byte> data = Data(in writer, TEvent.Descriptor);
        bool fits = !writer.IsRejected && data.TryCopyTo(destination);
        bytesWritten = fits ? data.Length : 0;
        writer.Return();
        return fits;
    }

    private static EventWriter Write<TEvent>(in TEvent value)
        where TEvent : IHookEvent<TEvent>
    {
        var writer = EventWriter.Rent();
        TEvent.WriteOpenPacket(ref writer, in value);
        writer.WriteRaw("}"u8);
        return writer;
    }

    /// <summary>The exception for an event that <see cref="EventWriter.IsRejected"/> speaks of.</summary>
    internal static InvalidOperationException Rejected(HookEventDescriptor descriptor) =>
        new($"A member of '{descriptor.Name}' is longer than its MaxLength allows, or it has more than {AttachmentList.Limit} attachments.");

    private static ReadOnlySpan<byte> Data(in EventWriter writer, HookEventDescriptor descriptor) => writer.Written[descriptor.OpenPacket.Length..];
}

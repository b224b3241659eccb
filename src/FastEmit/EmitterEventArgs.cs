namespace FastEmit;

/// <summary>The argument of <see cref="HookEmitter.FillChanged"/>.</summary>
/// <param name="isHigh">True when the first ring rose above its high water; false when the last one is back at its low water.</param>
/// <param name="ringBytes">Bytes in use in all rings, at the time of the notice.</param>
/// <param name="ringCapacity">Bytes of all rings.</param>
public sealed class FillChangedEventArgs(bool isHigh, long ringBytes, long ringCapacity) : EventArgs
{
    /// <summary>True when the first ring rose above its high water; false when the last one is back at its low water.</summary>
    public bool IsHigh { get; } = isHigh;

    /// <summary>Bytes in use in all rings, at the time of the notice.</summary>
    public long RingBytes { get; } = ringBytes;

    /// <summary>Bytes of all rings.</summary>
    public long RingCapacity { get; } = ringCapacity;
}

/// <summary>The argument of <see cref="HookEmitter.Dropped"/>.</summary>
/// <param name="reason">Why the events were dropped.</param>
/// <param name="count">The events dropped for this reason since the last notice of it.</param>
/// <param name="total">The events dropped for this reason since the emitter was created.</param>
public sealed class DroppedEventArgs(DropReason reason, long count, long total) : EventArgs
{
    /// <summary>Why the events were dropped.</summary>
    public DropReason Reason { get; } = reason;

    /// <summary>The events dropped for this reason since the last notice of it.</summary>
    public long Count { get; } = count;

    /// <summary>The events dropped for this reason since the emitter was created.</summary>
    public long Total { get; } = total;

    /// <summary>For <see cref="DropReason.Poisoned"/>, the last such event: its name, namespace, size, and how the server reacted. Null otherwise.</summary>
    public string? Detail { get; init; }
}

/// <summary>The argument of <see cref="HookEmitter.EventLost"/>: an event that has not reached the server.</summary>
public sealed class EventLostEventArgs : EventArgs
{
    /// <summary>An event of these parts.</summary>
    public EventLostEventArgs(string @namespace, string name, ReadOnlyMemory<byte> data, DropReason reason)
    {
        Namespace = @namespace;
        Name = name;
        Data = data;
        Reason = reason;
    }

    /// <summary>The Socket.IO namespace; <c>/</c> is the main one.</summary>
    public string Namespace { get; }

    /// <summary>The event's name.</summary>
    public string Name { get; }

    /// <summary>
    /// The event's data: one JSON value in UTF-8, attachments in it as base64. Empty when the event was refused before it was written:
    /// the circuit was open, the emitter closed, or too many acknowledgements waited for.
    /// </summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>Why it has not reached the server.</summary>
    public DropReason Reason { get; }

    /// <summary>Details, such as the server's reaction to a <see cref="DropReason.Poisoned"/> event; or null.</summary>
    public string? Detail { get; init; }

    /// <summary>Whether <see cref="HookEmitterOptions.Fallback"/> has taken it: then it is not dropped.</summary>
    public bool IsDeadLettered { get; init; }

    /// <summary>How many lost events before this one are not shown, because the handler was too slow for them.</summary>
    public long Skipped { get; init; }
}

namespace FastEmit;

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

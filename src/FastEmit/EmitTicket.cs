using System.ComponentModel;
using FastEmit.Events;

namespace FastEmit;

/// <summary>
/// Permission to write one event, handed out by <see cref="HookEmitter.Begin(HookEventDescriptor, uint)"/> to generated code. Not for use
/// by hand.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly ref struct EmitTicket
{
    private readonly HookEmitter? _emitter;
    private readonly HookEventDescriptor? _descriptor;

    internal EmitTicket(EmitResult refused) => Result = refused;

    internal EmitTicket(HookEmitter emitter, HookEventDescriptor descriptor)
    {
        _emitter = emitter;
        _descriptor = descriptor;
    }

    /// <summary>Whether the event may be written; if not, <see cref="Result"/> says why.</summary>
    public bool IsAccepted => _emitter is not null;

    /// <summary>The answer when the ticket was refused.</summary>
    public EmitResult Result { get; }

    /// <summary>Closes the packet that <paramref name="writer"/> holds, puts it into the ring and returns the writer's buffer.</summary>
    public EmitResult Commit(ref EventWriter writer) => throw new NotImplementedException();
}

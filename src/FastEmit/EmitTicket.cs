using System.ComponentModel;
using FastEmit.Events;
using FastEmit.Lanes;

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
    private readonly Lane? _lane;

    internal EmitTicket(EmitResult refused) => Result = refused;

    internal EmitTicket(HookEmitter emitter, HookEventDescriptor descriptor, Lane lane)
    {
        _emitter = emitter;
        _descriptor = descriptor;
        _lane = lane;
    }

    /// <summary>Whether the event may be written; if not, <see cref="Result"/> says why.</summary>
    public bool IsAccepted => _emitter is not null;

    /// <summary>The answer when the ticket was refused.</summary>
    public EmitResult Result { get; }

    /// <summary>The lane that the event goes to. Only of an accepted ticket.</summary>
    internal Lane Lane => _lane!;

    /// <summary>
    /// Stamps and closes the packet that <paramref name="writer"/> holds, puts it into the ring and gives the writer's
    /// buffer back.
    /// </summary>
    /// <exception cref="InvalidOperationException">The ticket was refused.</exception>
    public EmitResult Commit(ref EventWriter writer)
    {
        if (_emitter is null)
        {
            throw new InvalidOperationException($"The ticket was refused ({Result}); there is nothing to commit.");
        }

        return _emitter.Commit(_lane!, _descriptor!, ref writer);
    }
}

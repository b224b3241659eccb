using System.ComponentModel;
using FastEmit.Events;

namespace FastEmit;

/// <summary>Takes events from any number of threads and ships them to a Socket.IO server.</summary>
public sealed class HookEmitter : IAsyncDisposable
{
    /// <summary>Creates an emitter for one server with the default options.</summary>
    public static HookEmitter Create(string url) => Create(new HookEmitterOptions { Url = url });

    /// <summary>Creates an emitter.</summary>
    public static HookEmitter Create(HookEmitterOptions options) => throw new NotImplementedException();

    /// <summary>Queues an event.</summary>
    public EmitResult Emit<TEvent>(in TEvent value)
        where TEvent : IHookEvent<TEvent> => throw new NotImplementedException();

    /// <summary>Queues an event whose data is already JSON.</summary>
    public EmitResult EmitJson(HookEventDescriptor descriptor, ReadOnlySpan<byte> utf8Json) => throw new NotImplementedException();

    /// <summary>For generated code: asks whether an event may be written.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public EmitTicket Begin(HookEventDescriptor descriptor, uint partition) => throw new NotImplementedException();

    /// <summary>Sends what waits and completes when all of it is confirmed or the timeout has passed.</summary>
    public ValueTask<FlushReport> FlushAsync(TimeSpan timeout, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Reads the counters.</summary>
    public HookEmitterStats GetStats() => throw new NotImplementedException();

    /// <summary>Stops intake, flushes within the shutdown timeout, disconnects and reports.</summary>
    public ValueTask<FlushReport> CloseAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}

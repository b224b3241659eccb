using FastEmit.Events;

namespace FastEmit;

/// <summary>
/// The interface of an emitter for the code that emits. In tests a recording double takes the place of
/// <see cref="HookEmitter"/>. On a hot path depend on <see cref="HookEmitter"/> itself, whose calls are not virtual.
/// </summary>
public interface IHookEmitter
{
    /// <inheritdoc cref="HookEmitter.Emit{TEvent}(in TEvent)"/>
    EmitResult Emit<TEvent>(in TEvent value)
        where TEvent : IHookEvent<TEvent>;

    /// <inheritdoc cref="HookEmitter.EmitAsync{TEvent}(in TEvent, CancellationToken)"/>
    ValueTask<EmitAcknowledgement> EmitAsync<TEvent>(in TEvent value, CancellationToken cancellationToken = default)
        where TEvent : IHookEvent<TEvent>;

    /// <inheritdoc cref="HookEmitter.EmitAsync{TEvent}(in TEvent, TimeSpan, CancellationToken)"/>
    ValueTask<EmitAcknowledgement> EmitAsync<TEvent>(in TEvent value, TimeSpan timeout, CancellationToken cancellationToken = default)
        where TEvent : IHookEvent<TEvent>;

    /// <inheritdoc cref="HookEmitter.EmitJson(HookEventDescriptor, ReadOnlySpan{byte})"/>
    EmitResult EmitJson(HookEventDescriptor descriptor, ReadOnlySpan<byte> utf8Json);

    /// <inheritdoc cref="HookEmitter.FlushAsync"/>
    ValueTask<FlushReport> FlushAsync(TimeSpan timeout, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="HookEmitter.GetStats"/>
    HookEmitterStats GetStats();
}

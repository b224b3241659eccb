using Microsoft.Extensions.Hosting;

namespace FastEmit.Extensions.Hosting;

/// <summary>
/// Closes the emitter when every hosted service has stopped, so that what they emit while stopping is still sent. The host's
/// shutdown timeout bounds it, and the emitter's own <see cref="HookEmitterOptions.ShutdownTimeout"/>, whichever is sooner.
/// </summary>
internal sealed class EmitterDrain(HookEmitter emitter) : IHostedLifecycleService
{
    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => emitter.CloseAsync(cancellationToken).AsTask();
}

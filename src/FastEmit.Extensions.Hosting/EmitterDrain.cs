using Microsoft.Extensions.Hosting;

namespace FastEmit.Extensions.Hosting;

/// <summary>
/// Closes the emitter after all hosted services have stopped, so that events from their shutdown are still sent. The shorter of the
/// host's shutdown timeout and <see cref="HookEmitterOptions.ShutdownTimeout"/> limits it.
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

using Microsoft.Extensions.Hosting;

namespace FastEmit.Collector;

/// <summary>
/// Leaves Ctrl-C and SIGTERM to the program that embeds the server: the host's default would stop the server under an
/// emitter of the same process that is about to flush.
/// </summary>
internal sealed class CallerOwnedLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

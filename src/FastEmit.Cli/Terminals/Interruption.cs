using System.Runtime.InteropServices;

namespace FastEmit.Cli.Terminals;

/// <summary>
/// Handles the first Ctrl-C (or SIGTERM) as a request to finish and report. The second one ends the process at once,
/// by the default action: a hanging flush must not block the terminal.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _requested = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;

    public Interruption()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Requested => _requested.Token;

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _requested.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        if (!_requested.IsCancellationRequested)
        {
            context.Cancel = true;
            _requested.Cancel();
        }
    }
}

/// <summary>Waits for timer ticks without an exception on cancellation.</summary>
internal static class PeriodicTimerExtensions
{
    /// <summary>Waits for the next tick.</summary>
    /// <returns>False, instead of an exception, when <paramref name="stop"/> is cancelled.</returns>
    public static async ValueTask<bool> TickAsync(this PeriodicTimer timer, CancellationToken stop)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return false;
        }
    }
}

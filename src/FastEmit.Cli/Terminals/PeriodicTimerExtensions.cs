namespace FastEmit.Cli.Terminals;

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

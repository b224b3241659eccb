namespace FastEmit.Collector.Sqlite.Tests;

/// <summary>Waits for conditions.</summary>
internal static class Expect
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Waits until the condition holds; fails after a minute.</summary>
    public static Task TrueAsync(Func<bool> condition) => AsyncTrueAsync(() => Task.FromResult(condition()));

    /// <summary>Waits until the condition holds; fails after a minute.</summary>
    public static async Task AsyncTrueAsync(Func<Task<bool>> condition)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        while (!await condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), patience.Token);
        }
    }
}

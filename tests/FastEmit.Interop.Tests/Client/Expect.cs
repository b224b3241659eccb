namespace FastEmit.Interop.Tests.Client;

/// <summary>Awaits what must happen soon; what does not, fails with its name.</summary>
internal sealed class Expect<T>(string what)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private readonly TaskCompletionSource<T> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool HasHappened => _source.Task.IsCompleted;

    public void Set(T value) => _source.TrySetResult(value);

    public async Task<T> Async()
    {
        try
        {
            return await _source.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"This did not happen within {Patience.TotalSeconds} s: {what}.");
        }
    }
}

namespace FastEmit.Fallbacks;

/// <summary>A fallback that is a delegate of the user's.</summary>
internal sealed class DelegateFallback(Func<ReadOnlyMemory<FallbackEvent>, CancellationToken, ValueTask<int>> write) : EventFallback
{
    /// <inheritdoc/>
    public override ValueTask<int> WriteAsync(ReadOnlyMemory<FallbackEvent> events, CancellationToken cancellationToken) =>
        write(events, cancellationToken);
}

namespace FastEmit.Fallbacks;

/// <summary>
/// Where events go that overflow an emitter's ring (<see cref="OverflowPolicy.Fallback"/>) or that it could not get
/// confirmed before it closed. Derive from it, or take one of the makes below.
/// </summary>
/// <remarks>
/// An emitter calls <see cref="WriteAsync"/> from one background task, one call at a time; never from <c>Emit</c>. It
/// does not own its fallback: several emitters may share one that is thread-safe, and its creator disposes it.
/// </remarks>
public abstract class EventFallback
{
    /// <summary>A fallback that posts each event to <c>/api/events</c> of a server; see <see cref="HttpFallback"/>.</summary>
    /// <param name="url">The server's http or https URL.</param>
    public static HttpFallback Http(string url) => new(url);

    /// <summary>A fallback that appends one line of JSON for each event to a file; see <see cref="NdjsonFallback"/>.</summary>
    /// <param name="path">The file; it is created when the first event comes.</param>
    /// <param name="maxBytes">The size that the file never exceeds.</param>
    public static NdjsonFallback File(string path, long maxBytes = long.MaxValue) => new(path, maxBytes);

    /// <summary>A fallback that calls <paramref name="write"/>, under the terms of <see cref="WriteAsync"/>.</summary>
    public static EventFallback From(Func<ReadOnlyMemory<FallbackEvent>, CancellationToken, ValueTask<int>> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        return new DelegateFallback(write);
    }

    /// <summary>Takes some events, oldest first.</summary>
    /// <param name="events">One or more. The memory behind them is used again once the call has completed.</param>
    /// <param name="cancellationToken">Cancelled when the time that the emitter has for closing is over.</param>
    /// <returns>
    /// How many of them are safe now. They count as <see cref="HookEmitterStats.FellBack"/>, the rest as
    /// <see cref="DropReason.FallbackFailed"/>; no event is offered twice. An exception is the same as zero.
    /// </returns>
    public abstract ValueTask<int> WriteAsync(ReadOnlyMemory<FallbackEvent> events, CancellationToken cancellationToken);
}

/// <summary>A fallback that is a delegate of the user's.</summary>
internal sealed class DelegateFallback(Func<ReadOnlyMemory<FallbackEvent>, CancellationToken, ValueTask<int>> write) : EventFallback
{
    /// <inheritdoc/>
    public override ValueTask<int> WriteAsync(ReadOnlyMemory<FallbackEvent> events, CancellationToken cancellationToken) =>
        write(events, cancellationToken);
}

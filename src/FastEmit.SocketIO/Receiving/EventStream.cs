namespace FastEmit.SocketIO.Receiving;

/// <summary>
/// The occurrences of an event as a stream that has begun when it is made. A stream that is never read must not hold the socket up for
/// ever: it ends with its object.
/// </summary>
internal sealed class EventStream<T>(Func<EventChannel<T>> open, CancellationToken cancellationToken) : IAsyncEnumerable<T>
{
    private EventChannel<T>? _first = open();

    ~EventStream() => _first?.Dispose();

    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken ofReader = default)
    {
        // A second reader begins with its own call.
        EventChannel<T> channel = Interlocked.Exchange(ref _first, null) ?? open();
        return new Reader(channel, CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, ofReader));
    }

    private sealed class Reader(EventChannel<T> channel, CancellationTokenSource cancellation) : IAsyncEnumerator<T>
    {
        public T Current { get; private set; } = default!;

        public async ValueTask<bool> MoveNextAsync()
        {
            T? value;
            while (!channel.Reader.TryRead(out value))
            {
                if (!await channel.Reader.WaitToReadAsync(cancellation.Token).ConfigureAwait(false))
                {
                    return false;
                }
            }

            cancellation.Token.ThrowIfCancellationRequested();
            Current = value;
            return true;
        }

        public ValueTask DisposeAsync()
        {
            channel.Dispose();
            cancellation.Dispose();
            return default;
        }
    }
}

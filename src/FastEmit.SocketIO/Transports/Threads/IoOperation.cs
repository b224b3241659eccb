using System.Threading.Tasks.Sources;

namespace FastEmit.SocketIO.Transports.Threads;

/// <summary>
/// A read or a write that waits for its socket: reused, one at a time. The thread that removes the pending mark completes it: the
/// socket's thread, a cancellation, or the caller itself when the socket became ready in between.
/// </summary>
internal sealed class IoOperation : IValueTaskSource<int>, IValueTaskSource
{
    private ManualResetValueTaskSourceCore<int> _source;
    private CancellationTokenRegistration _cancellation;
    private CancellationToken _token;
    private IoThread? _elsewhere;
    private int _count;
    private Exception? _failure;
    private int _isPending;
    private int _isReady = 1;
    private int _isClosed;

    /// <summary>The present operation; once.</summary>
    public ValueTask<int> WithCount => new(this, _source.Version);

    /// <summary>The present operation; once.</summary>
    public ValueTask WithoutCount => new(this, _source.Version);

    /// <summary>Whether trying is worth a system call: an edge has come that no try has used up.</summary>
    public bool IsReady => Volatile.Read(ref _isReady) != 0;

    /// <summary>Before a try: an edge that comes from now on is not lost.</summary>
    public void UseReadiness() => Interlocked.Exchange(ref _isReady, 0);

    /// <summary>The socket is ready, or a try has left something to try. Any thread; a full fence, so that a later take sees the mark.</summary>
    public void MakeReady() => Interlocked.Exchange(ref _isReady, 1);

    /// <summary>Begins to wait. False when it is the caller's again: try once more.</summary>
    /// <param name="isInline">Whether the continuation runs on the thread that completes it.</param>
    /// <param name="elsewhere">Where it runs otherwise; null: on the pool.</param>
    /// <param name="cancellationToken">Ends the wait with an exception.</param>
    public bool TryBegin(bool isInline, IoThread? elsewhere, CancellationToken cancellationToken)
    {
        _source.Reset();
        _elsewhere = isInline ? null : elsewhere;
        _source.RunContinuationsAsynchronously = !isInline && elsewhere is null;
        _token = cancellationToken;
        if (cancellationToken.CanBeCanceled)
        {
            _cancellation = cancellationToken.UnsafeRegister(static state => ((IoOperation)state!).Cancel(), this);
        }

        Interlocked.Exchange(ref _isPending, 1);
        if ((IsReady || Volatile.Read(ref _isClosed) != 0 || cancellationToken.IsCancellationRequested) && TryTake())
        {
            Forget();
            cancellationToken.ThrowIfCancellationRequested();
            return false;
        }

        return true;
    }

    /// <summary>Waits on, for who has taken it. True when it is the caller's again.</summary>
    public bool WaitOn()
    {
        Interlocked.Exchange(ref _isPending, 1);
        return (IsReady || Volatile.Read(ref _isClosed) != 0) && TryTake();
    }

    /// <summary>Refuses later waits; the caller takes the present one. Any thread.</summary>
    public void Close() => Interlocked.Exchange(ref _isClosed, 1);

    /// <summary>Takes the right to complete it. Any thread.</summary>
    public bool TryTake() => Interlocked.Exchange(ref _isPending, 0) != 0;

    public void Complete(int count) => End(count, null);

    public void Fail(Exception exception) => End(0, exception);

    int IValueTaskSource<int>.GetResult(short token)
    {
        Forget();
        return _source.GetResult(token);
    }

    void IValueTaskSource.GetResult(short token)
    {
        Forget();
        _source.GetResult(token);
    }

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _source.GetStatus(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    private void End(int count, Exception? failure)
    {
        (_count, _failure) = (count, failure);
        if (_elsewhere is { } thread)
        {
            thread.Post(static state => ((IoOperation)state!).Show(), this);
        }
        else
        {
            Show();
        }
    }

    private void Show()
    {
        if (_failure is { } failure)
        {
            _source.SetException(failure);
        }
        else
        {
            _source.SetResult(_count);
        }
    }

    private void Cancel()
    {
        if (TryTake())
        {
            _source.RunContinuationsAsynchronously = _elsewhere is null; // Not on the thread of whoever cancels.
            Fail(new OperationCanceledException(_token));
        }
    }

    private void Forget()
    {
        _cancellation.Dispose();
        _cancellation = default;
    }
}

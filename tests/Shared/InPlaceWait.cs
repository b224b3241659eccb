using System.Threading.Tasks.Sources;

namespace FastEmit.Tests.Shared;

/// <summary>A wait that ends on the thread that ends it, as that of a <see cref="System.Threading.Tasks.Task"/> need not.</summary>
internal sealed class InPlaceWait : IValueTaskSource
{
    private ManualResetValueTaskSourceCore<bool> _core;
    private bool _isOver;

    public InPlaceWait(CancellationToken cancellationToken) =>
        cancellationToken.UnsafeRegister(static wait => ((InPlaceWait)wait!).End(new OperationCanceledException()), this);

    public ValueTask Task => new(this, _core.Version);

    public void End(Exception? error)
    {
        if (_isOver)
        {
            return;
        }

        _isOver = true;
        if (error is null)
        {
            _core.SetResult(true);
        }
        else
        {
            _core.SetException(error);
        }
    }

    public void GetResult(short token) => _core.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}

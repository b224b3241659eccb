using System.Runtime.CompilerServices;

namespace FastEmit.SocketIO.Transports.Threads;

/// <summary>Awaiting it continues on a thread of ours.</summary>
internal readonly struct IoThreadSwitch(IoThread thread, bool isForced) : ICriticalNotifyCompletion
{
    private static readonly Action<object?> Continue = static state => ((Action)state!)();

    public bool IsCompleted => !isForced && thread.IsCurrent;

    public IoThreadSwitch GetAwaiter() => this;

    public void GetResult()
    {
    }

    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation) => thread.Post(Continue, continuation);
}

/// <summary>Awaiting it leaves a thread of ours for the pool: the user's code that follows may block. Elsewhere it does nothing.</summary>
internal readonly struct PoolSwitch : ICriticalNotifyCompletion
{
    public bool IsCompleted => !IoThread.IsCurrentOne;

    public PoolSwitch GetAwaiter() => this;

    public void GetResult()
    {
    }

    public void OnCompleted(Action continuation) => ThreadPool.QueueUserWorkItem(static state => state(), continuation, preferLocal: false);

    public void UnsafeOnCompleted(Action continuation) => ThreadPool.UnsafeQueueUserWorkItem(static state => state(), continuation, preferLocal: false);
}

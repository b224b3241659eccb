using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using FastEmit.Collector.Outgoing;

namespace FastEmit.Collector.Sessions;

/// <summary>
/// Writes a session's packets to its WebSocket. The thread that holds <c>_writing</c> takes the outbox and owns the stream until it is written,
/// so that packets stay in order and attachments behind their packet. Any thread.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The semaphore has no handle to let go of, and a flush may still come when the transport has ended.")]
internal sealed class FrameSender(Stream stream, CollectorSession session, WebSocketUpgrade? upgrade)
{
    private readonly SemaphoreSlim _writing = new(1, 1);
    private int _isFlushDue;

    private Outbox OutboxInUse => upgrade is { } first && (!first.IsDone || !first.Answers.IsEmpty) ? first.Answers : session.Outgoing;

    /// <summary>From a thread other than the reading loop, which flushes by itself. One flush at most waits for its turn.</summary>
    public void Wake()
    {
        if (Interlocked.Exchange(ref _isFlushDue, 1) == 0)
        {
            _ = FlushInTurnAsync();
        }
    }

    /// <summary>For the reading loop.</summary>
    public ValueTask FlushAsync()
    {
        if (upgrade is { Answers.IsEmpty: false })
        {
            return FlushUpgradeAsync();
        }

        return OutboxInUse.IsEmpty ? ValueTask.CompletedTask : SendAsync();
    }

    /// <summary>The last frame, behind everything that waits.</summary>
    public async Task CloseAsync(Closing closing)
    {
        await SendAsync().ConfigureAwait(false);
        await _writing.WaitAsync().ConfigureAwait(false);
        try
        {
            await stream.WriteAsync(OutgoingFrames.Close(closing)).ConfigureAwait(false);
        }
        finally
        {
            _writing.Release();
        }
    }

    private async ValueTask FlushUpgradeAsync()
    {
        await SendAsync().ConfigureAwait(false);
        await SendAsync().ConfigureAwait(false); // The upgrade packet may have come in the same read.
    }

    private async Task FlushInTurnAsync()
    {
        try
        {
            await SendAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The reading loop finds out by itself.
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendAsync()
    {
        await _writing.WaitAsync().ConfigureAwait(false);
        byte[] frames = [];
        try
        {
            // Before the outbox is taken: who adds to it from now on calls again.
            Volatile.Write(ref _isFlushDue, 0);
            int length = OutgoingFrames.Encode(OutboxInUse, session.Connection.Handshake.WantsBase64, out frames);
            if (length > 0)
            {
                await stream.WriteAsync(frames.AsMemory(0, length)).ConfigureAwait(false);
            }
        }
        finally
        {
            Outbox.Return(frames);
            _writing.Release();
        }
    }
}

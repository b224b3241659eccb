using FastEmit.Collector.Outgoing;
using FastEmit.Protocol.EngineIO;
using FastEmit.Protocol.WebSockets;
using Microsoft.AspNetCore.Http;

namespace FastEmit.Collector.Sessions;

/// <summary>
/// A session over HTTP long-polling: one GET at a time waits for packets, one POST at a time brings some. Thread-safe; each request runs
/// on its own.
/// </summary>
internal sealed partial class PollingTransport(EventCollector collector, CollectorSession session) : ISessionTransport
{
    /// <summary>How long a poll waits while a WebSocket takes the session over: the client may not go on before it is answered.</summary>
    private static readonly TimeSpan UpgradeBeat = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a client may take to poll for its farewell.</summary>
    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private TaskCompletionSource? _poll;
    private Closing? _closing;
    private bool _isUpgrading;
    private bool _isPosting;
    private bool _isGivenUp;
    private bool _isAborted;

    public string Name => "polling";

    /// <summary>Whether a poll waits for packets.</summary>
    public bool IsPolled
    {
        get
        {
            lock (_lock)
            {
                return _poll is not null;
            }
        }
    }

    /// <summary>Whether a post is under way.</summary>
    public bool IsPosting
    {
        get
        {
            lock (_lock)
            {
                return _isPosting;
            }
        }
    }

    public void Wake()
    {
        lock (_lock)
        {
            // Empty: the last poll has taken the packet already, and the next one has nothing to be answered with.
            if (!session.Outgoing.IsEmpty)
            {
                _poll?.TrySetResult();
            }
        }
    }

    public void Close(Closing closing)
    {
        lock (_lock)
        {
            if (_closing is not null)
            {
                return;
            }

            _closing = closing;
            if (_poll is { } poll)
            {
                poll.TrySetResult(); // Its answer says it, and then the session ends.
                return;
            }
        }

        if (closing.IsFarewell)
        {
            _ = EndLaterAsync();
        }
        else
        {
            session.End();
        }
    }

    public void Abort()
    {
        lock (_lock)
        {
            _isAborted = true;
            _poll?.TrySetResult();
        }

        session.End();
    }

    /// <summary>A WebSocket has been probed: the poll under way is answered now, and no later one waits for long.</summary>
    public void ReleasePolls()
    {
        lock (_lock)
        {
            _isUpgrading = true;
            _poll?.TrySetResult();
        }
    }

    /// <summary>The session moves to a WebSocket. False when it may not: a POST is under way, or it is closing.</summary>
    public bool TryGiveUp()
    {
        lock (_lock)
        {
            return _isGivenUp = !_isPosting && !_isGivenUp && _closing is null && !_isAborted;
        }
    }

    /// <summary>The session has moved: a poll that still waits is answered.</summary>
    public void Finish()
    {
        lock (_lock)
        {
            _poll?.TrySetResult();
        }
    }

    /// <summary>Serves a GET: answers when there are packets.</summary>
    public async Task PollAsync(HttpContext context)
    {
        TaskCompletionSource? poll = TryBeginPoll(out bool isSecond);
        if (poll is null)
        {
            if (isSecond)
            {
                session.Fail(CloseCode.PolicyViolation, "Two polls at once.");
            }

            await EngineRequest.RefuseAsync(context, EngineError.BadRequest).ConfigureAwait(false);
            return;
        }

        try
        {
            await WaitForPacketsAsync(poll, context.RequestAborted).ConfigureAwait(false);
            await AnswerAsync(context, poll).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // A client that hangs up on its poll is gone.
            session.End();
        }
        finally
        {
            EndPoll(poll);
        }
    }

    private async Task EndLaterAsync()
    {
        await Task.Delay(ClosePatience, collector.Options.TimeProvider).ConfigureAwait(false);
        session.End();
    }

    private TaskCompletionSource? TryBeginPoll(out bool isSecond)
    {
        lock (_lock)
        {
            isSecond = _poll is not null;
            return isSecond || _isGivenUp || _isAborted || session.IsOver
                ? null
                : _poll = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private void EndPoll(TaskCompletionSource poll)
    {
        bool isClosed;
        lock (_lock)
        {
            EndTurn(poll);
            isClosed = _closing is not null;
        }

        if (isClosed)
        {
            session.End();
        }
    }

    /// <summary>
    /// The next poll may come. Before the answer is written: the client sends it as soon as it has the answer, which may be sooner than this side
    /// knows that it is written.
    /// </summary>
    private void EndTurn(TaskCompletionSource poll) => _poll = _poll == poll ? null : _poll;

    private async Task WaitForPacketsAsync(TaskCompletionSource poll, CancellationToken aborted)
    {
        bool isUpgrading;
        lock (_lock)
        {
            isUpgrading = _isUpgrading;
            if (_closing is not null || _isGivenUp || _isAborted || !session.Outgoing.IsEmpty)
            {
                return;
            }
        }

        try
        {
            TimeSpan patience = isUpgrading ? UpgradeBeat : Timeout.InfiniteTimeSpan;
            await poll.Task.WaitAsync(patience, collector.Options.TimeProvider, aborted).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Answered with a noop.
        }
    }

    private async Task AnswerAsync(HttpContext context, TaskCompletionSource poll)
    {
        PayloadWriter payload = new();
        bool isMoved;
        Closing? closing;
        lock (_lock)
        {
            EndTurn(poll);
            isMoved = _isGivenUp;
            closing = _closing;
        }

        if (_isAborted)
        {
            await EngineRequest.RefuseAsync(context, EngineError.UnknownSession).ConfigureAwait(false);
            return;
        }

        if (!isMoved)
        {
            payload.Write(session.Outgoing);
        }

        if (closing is { ByClient: false })
        {
            payload.Write(EngineProtocol.ClosePacket);
        }
        else if (payload.IsEmpty)
        {
            payload.Write(EngineProtocol.NoopPacket);
        }

        await EngineRequest.AnswerAsync(context, payload.Written).ConfigureAwait(false);
    }
}

using FastEmit.Collector.Outgoing;
using FastEmit.Protocol.EngineIO;
using FastEmit.Protocol.WebSockets;

namespace FastEmit.Collector.Sessions;

/// <summary>
/// A WebSocket that is to take a session over from polling waits for the client's probe and its upgrade packet. Until then the session knows
/// nothing of it, and what the client does wrong costs it this WebSocket and not the session. Owned by the reading loop, except where it says any.
/// </summary>
internal sealed class WebSocketUpgrade(CollectorSession session, ISessionTransport webSocket)
{
    private volatile Progress _progress;

    /// <summary>How far it has come.</summary>
    private enum Progress
    {
        /// <summary>Open; the client's <c>2probe</c> is due.</summary>
        AwaitsProbe,

        /// <summary>The probe is answered; the client's <c>5</c> is due.</summary>
        AwaitsUpgrade,

        /// <summary>The WebSocket carries the session.</summary>
        Done,
    }

    /// <summary>Any thread.</summary>
    public bool IsDone => _progress == Progress.Done;

    /// <summary>What the WebSocket sends by itself: until it is done, the session's packets belong to polling. Any thread.</summary>
    public Outbox Answers { get; } = new();

    /// <summary>The deadline, which its owner disposes.</summary>
    public ITimer Start(CollectorOptions options) => options.TimeProvider.CreateTimer(
        static upgrade => ((WebSocketUpgrade)upgrade!).OnDeadline(), this, options.UpgradeTimeout, Timeout.InfiniteTimeSpan);

    public void OnText(ReadOnlySpan<byte> packet)
    {
        if (_progress == Progress.AwaitsProbe && packet.SequenceEqual(EngineProtocol.ProbePing) && session.Polling is { } polling)
        {
            _progress = Progress.AwaitsUpgrade;
            Answers.Add(PacketKind.Text, EngineProtocol.ProbePong);
            polling.ReleasePolls();
        }
        else if (_progress == Progress.AwaitsUpgrade && packet.SequenceEqual(EngineProtocol.UpgradePacket) && session.TryUpgrade(webSocket))
        {
            _progress = Progress.Done;
        }
        else
        {
            Fail(CloseCode.PolicyViolation, "A packet that does not belong into an upgrade.");
        }
    }

    public void OnBinary() => Fail(CloseCode.PolicyViolation, "A binary frame before the upgrade packet.");

    public void Fail(int code, string reason)
    {
        session.Reports.RuleBroken(reason);
        webSocket.Close(new Closing(code, reason));
    }

    private void OnDeadline()
    {
        if (!IsDone)
        {
            webSocket.Close(new Closing(CloseCode.PolicyViolation, "The upgrade was not completed in time."));
        }
    }
}

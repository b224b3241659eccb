using FastEmit.Collector.Outgoing;
using FastEmit.Protocol.WebSockets;

namespace FastEmit.Collector.Sessions;

/// <summary>
/// What a WebSocket brings, read into its session: bytes in, in any split; answers into the session's outbox; no I/O. Owned by the reading loop,
/// except where it says any.
/// </summary>
internal sealed class IncomingFrames : IDisposable
{
    private readonly CollectorSession _session;
    private readonly Action<Closing> _onClose;
    private readonly WebSocketUpgrade? _upgrade;
    private readonly FrameReader _reader;
    private readonly byte[] _ping = new byte[OutgoingFrames.MaxControlPayload];
    private int _pingLength = -1;

    /// <param name="session">Whose frames they are.</param>
    /// <param name="maxMessageBytes">The longest message.</param>
    /// <param name="onClose">Takes the client's close frame.</param>
    /// <param name="upgrade">What comes first, when the session is on polling.</param>
    public IncomingFrames(CollectorSession session, int maxMessageBytes, Action<Closing> onClose, WebSocketUpgrade? upgrade = null)
    {
        _session = session;
        _onClose = onClose;
        _upgrade = upgrade;
        _reader = new FrameReader(WebSocketRole.Server, FrameLimits.Default with { MaxMessageBytes = maxMessageBytes });
    }

    private bool IsUpgrading => _upgrade is { IsDone: false };

    /// <summary>Dispatches what one read brought. Its answers are in the session's outbox, or will be, when they are counted.</summary>
    /// <param name="bytes">Written to: the frames are unmasked in place.</param>
    public void Take(Span<byte> bytes)
    {
        try
        {
            Dispatcher dispatcher = new(this);
            _reader.Read(bytes, ref dispatcher);
        }
        catch (WebSocketProtocolException e)
        {
            Fail(e.CloseCode, e.Message);
        }
        finally
        {
            // Also when an event ends the connection in a way that nobody foresaw: those before it have been counted and handled.
            _session.Reports.Received(bytes.Length);
            AnswerPing();
            if (!IsUpgrading)
            {
                _session.Settle();
            }
        }
    }

    /// <summary>Nothing more is dispatched. Any thread.</summary>
    public void Halt() => _reader.Halt();

    public void Dispose() => _reader.Dispose();

    private void OnText(ReadOnlySpan<byte> message)
    {
        if (IsUpgrading)
        {
            _upgrade!.OnText(message);
        }
        else
        {
            _session.OnText(message);
        }
    }

    private void OnBinary(ReadOnlySpan<byte> message)
    {
        if (IsUpgrading)
        {
            _upgrade!.OnBinary();
        }
        else
        {
            _session.OnBinary(message);
        }
    }

    private void Fail(int code, string reason)
    {
        if (IsUpgrading)
        {
            _upgrade!.Fail(code, reason);
        }
        else
        {
            _session.Fail(code, reason);
        }
    }

    /// <summary>
    /// Only the last ping of a read is answered, which RFC 6455 section 5.5.3 allows and which means the same to an emitter: a later
    /// watermark includes the earlier ones.
    /// </summary>
    private void OnPing(ReadOnlySpan<byte> payload)
    {
        payload.CopyTo(_ping);
        _pingLength = payload.Length;
    }

    private void AnswerPing()
    {
        if (_pingLength < 0)
        {
            return;
        }

        ReadOnlySpan<byte> payload = _ping.AsSpan(0, _pingLength);
        _pingLength = -1;
        if (IsUpgrading)
        {
            _upgrade!.Answers.Add(PacketKind.Pong, payload);
        }
        else
        {
            _session.AnswerPing(payload);
        }
    }

    /// <summary>A struct, so that the reader's calls are direct.</summary>
    private readonly struct Dispatcher(IncomingFrames frames) : IWebSocketHandler
    {
        public void OnText(ReadOnlySpan<byte> message) => frames.OnText(message);

        public void OnBinary(ReadOnlySpan<byte> message) => frames.OnBinary(message);

        public void OnPing(ReadOnlySpan<byte> payload) => frames.OnPing(payload);

        public void OnPong(ReadOnlySpan<byte> payload)
        {
            // Nothing asked for it (RFC 6455 section 5.5.3 allows that): heartbeats are Engine.IO packets.
        }

        public void OnClose(int code, ReadOnlySpan<byte> reason) => frames._onClose(new Closing(code, "", ByClient: true));
    }
}

using System.IO.Pipelines;
using FastEmit.Acks;
using FastEmit.Pooling;
using FastEmit.Protocol.WebSockets;
using FastEmit.Sending;
using FastEmit.SocketIO;
using FastEmit.SocketIO.Transports;
using FastEmit.SocketIO.Transports.Threads;

namespace FastEmit.Delivery;

/// <summary>A connection while a lane has it: the read loop, and what carries a <see cref="Session"/>. Only the sender writes to it.</summary>
internal sealed class LaneConnection : ISessionLink, IAsyncDisposable
{
    private readonly EngineConnection _engine;
    private Task _readLoop = Task.CompletedTask;

    public LaneConnection(EngineConnection engine, Lease lease, IAwaitedAnswers answers, WakeSignal wake)
    {
        _engine = engine;
        Session = new Session(this, engine.Handshake, lease, answers, wake) { WantsNumbers = engine.AsksForNumbers };
    }

    /// <summary>The sending core's view of it.</summary>
    public Session Session { get; }

    /// <summary>Where frames are written. Sender only.</summary>
    public PipeWriter Output => _engine.Output;

    /// <summary>Keys for <see cref="Output"/>. Sender only.</summary>
    public MaskKeySource MaskKeys => _engine.MaskKeys;

    /// <summary>Starts the read loop.</summary>
    public void Start() => _readLoop = ReadAsync();

    /// <inheritdoc/>
    public bool TryReadProgress(out TcpProgress progress) => _engine.TryReadProgress(out progress);

    /// <summary>Makes a blocked flush and the read loop return. Any thread.</summary>
    public void Abort() => _engine.Abort();

    /// <summary>Sends a WebSocket close and waits for the peer's, but not beyond <paramref name="bound"/>. Sender only.</summary>
    public ValueTask CloseAsync(TimeSpan bound) => _engine.CloseAsync(bound);

    public async ValueTask DisposeAsync()
    {
        _engine.Abort();
        await _readLoop.ConfigureAwait(false);
        await _engine.DisposeAsync().ConfigureAwait(false);
    }

    private async Task ReadAsync()
    {
        ConnectionClose close = await _engine.RunAsync(Session, CancellationToken.None).ConfigureAwait(false);
        if (!Session.IsUnderstood && close is { Reason: DisconnectReason.TransportClose, CloseCode: CloseCode.NoStatus or CloseCode.Normal })
        {
            Session.Lose($"The connection ended: {SocketIOConnectException.OtherParserHint}");
            return;
        }

        string detail = close.Detail is { Length: > 0 } text ? $": {text}" : "";
        string code = close.CloseCode is { } number ? $" ({number})" : "";
        Session.Lose($"The connection ended: {close.Reason.ToProtocolName()}{code}{detail}");
    }
}

using FastEmit.Protocol.EngineIO;
using FastEmit.SocketIO.Transports;

namespace FastEmit.SocketIO.Sessions;

/// <summary>The answers that the server's pings wait for. The read loop adds, the writer takes.</summary>
internal sealed class OwedAnswers
{
    private readonly byte[] _pongPayload = new byte[125];
    private int _heartbeats;
    private int _pongLength = -1;

    public void AddHeartbeat() => Interlocked.Increment(ref _heartbeats);

    /// <summary>RFC 6455 section 5.5.3: of several pings that are not answered yet, the latest is enough.</summary>
    public void AddPong(ReadOnlySpan<byte> payload)
    {
        lock (_pongPayload)
        {
            payload.CopyTo(_pongPayload);
            _pongLength = payload.Length;
        }
    }

    public void WriteTo(IEngineTransport transport)
    {
        if (Interlocked.Exchange(ref _heartbeats, 0) > 0)
        {
            transport.WriteText(EngineProtocol.PongPacket);
        }

        if (Volatile.Read(ref _pongLength) >= 0)
        {
            lock (_pongPayload)
            {
                transport.WriteWebSocketPong(_pongPayload.AsSpan(0, _pongLength));
                _pongLength = -1;
            }
        }
    }
}

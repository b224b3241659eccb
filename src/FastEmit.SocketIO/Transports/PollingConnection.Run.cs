using System.Net;
using FastEmit.Protocol.EngineIO;
using FastEmit.Protocol.WebSockets;

namespace FastEmit.SocketIO.Transports;

/// <content>The poll loop.</content>
internal sealed partial class PollingConnection
{
    public async Task<ConnectionClose> RunAsync(IEngineHandler handler, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _running, 1) != 0)
        {
            throw new InvalidOperationException("The read loop has been started before.");
        }

        _handler = handler;
        using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(
            static state => ((PollingConnection)state!).Abort(), this);
        using HeartbeatMonitor heartbeat = new(Handshake, _options.TimeProvider, OnPingTimeout);
        try
        {
            return await PollAsync(handler, heartbeat).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            return Explain(exception);
        }
    }

    private async Task<ConnectionClose> PollAsync(IEngineHandler handler, HeartbeatMonitor heartbeat)
    {
        EngineDispatcher dispatcher = new(handler, heartbeat);
        bool closed = Dispatch(_behindOpen, ref dispatcher, handler);
        while (!closed)
        {
            if (_pausing)
            {
                IsPaused = true;
                return new ConnectionClose(DisconnectReason.TransportClose, null, "The session moves to another transport.", null);
            }

            using HttpRequestMessage request = NewRequest(HttpMethod.Get);
            using HttpResponseMessage response = await _http.SendAsync(request, _abort.Token).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                throw await HttpFailures.DescribeAsync(response, _url, _abort.Token).ConfigureAwait(false);
            }

            await ReadBodyAsync(response, _abort.Token).ConfigureAwait(false);
            closed = Dispatch(_received.Written, ref dispatcher, handler);
            await handler.ReadyForMoreAsync().ConfigureAwait(false);
        }

        return new ConnectionClose(
            _closing ? DisconnectReason.ForcedClose : DisconnectReason.TransportClose, CloseCode.NoStatus, null, null);
    }

    /// <summary>True when the server closed the session.</summary>
    private static bool Dispatch(ReadOnlySpan<byte> payload, ref EngineDispatcher dispatcher, IEngineHandler handler)
    {
        bool closed = false;
        while (!payload.IsEmpty && !closed)
        {
            int end = payload.IndexOf(EngineProtocol.PayloadSeparator);
            ReadOnlySpan<byte> packet = end < 0 ? payload : payload[..end];
            payload = end < 0 ? default : payload[(end + 1)..];
            closed = packet.SequenceEqual(EngineProtocol.ClosePacket);
            if (!closed)
            {
                dispatcher.OnText(packet);
            }
        }

        handler.OnReadBatchCompleted();
        return closed;
    }

    private ConnectionClose Explain(Exception exception)
    {
        if (_pingTimedOut)
        {
            TimeSpan patience = HeartbeatRules.ClientPatience(Handshake);
            return new ConnectionClose(DisconnectReason.PingTimeout, null, $"No ping came for {patience.TotalSeconds:0.###} s.", exception);
        }

        return exception switch
        {
            EngineProtocolException => new(DisconnectReason.ParseError, CloseCode.ProtocolError, exception.Message, exception),
            _ when _closing || _abort.IsCancellationRequested => new(DisconnectReason.ForcedClose, null, null, exception),
            _ => new(DisconnectReason.TransportError, null, exception.Message, exception),
        };
    }

    private void OnPingTimeout()
    {
        _pingTimedOut = true;
        Abort();
    }
}

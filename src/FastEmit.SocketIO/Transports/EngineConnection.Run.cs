using FastEmit.Protocol.EngineIO;
using FastEmit.Protocol.WebSockets;

namespace FastEmit.SocketIO.Transports;

/// <content>The read loop.</content>
internal sealed partial class EngineConnection
{
    /// <summary>After so many reads that found something at once the thread is lent to other connections.</summary>
    private const int ReadsInARow = 32;

    /// <summary>
    /// Reads until the connection ends, and says how it ended; trouble of the network or with the protocol is never thrown. It may run
    /// once. Nothing is written: after a parse error the owner of <see cref="Output"/> still can close with the reported code.
    /// </summary>
    /// <param name="handler">Gets every packet, on the read loop.</param>
    /// <param name="cancellationToken">Aborts the connection.</param>
    public async Task<ConnectionClose> RunAsync(IEngineHandler handler, CancellationToken cancellationToken)
    {
        if (Interlocked.CompareExchange(ref _runState, 1, 0) != 0)
        {
            throw new InvalidOperationException("The read loop has been started before, or the connection is disposed.");
        }

        _handler = handler;
        using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(
            static state => ((EngineConnection)state!).Abort(), this);
        using HeartbeatMonitor heartbeat = new(Handshake, _timeProvider, OnPingTimeout);
        try
        {
            return await ReadAsync(handler, heartbeat).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            return Explain(exception);
        }
        finally
        {
            _readEnded.TrySetResult();
        }
    }

    private async Task<ConnectionClose> ReadAsync(IEngineHandler handler, HeartbeatMonitor heartbeat)
    {
        EngineDispatcher dispatcher = new(handler, heartbeat);
        int inARow = 0;
        while (true)
        {
            if (!_buffer.Unread.IsEmpty)
            {
                // All of it: nothing halts this reader but the peer's close.
                _reader.Read(_buffer.Unread, ref dispatcher);
                _buffer.OnParsed(_buffer.Unread.Length);
                handler.OnReadBatchCompleted();
                if (dispatcher.Close is { } close)
                {
                    return _closing ? close with { Reason = DisconnectReason.ForcedClose } : close;
                }

                ValueTask ready = handler.ReadyForMoreAsync();
                if (!ready.IsCompletedSuccessfully)
                {
                    await ready.ConfigureAwait(false);
                }
            }

            ValueTask<int> read = _connection.Stream.ReadAsync(_buffer.Room);
            if (read.IsCompleted && _thread is not null && ++inARow % ReadsInARow == 0)
            {
                await _thread.YieldAsync();
            }

            int count = await read.ConfigureAwait(false);
            if (count == 0)
            {
                return EndOfStream(null);
            }

            _buffer.OnRead(count);
        }
    }

    private ConnectionClose Explain(Exception exception) => exception switch
    {
        WebSocketProtocolException violation =>
            new(DisconnectReason.ParseError, violation.CloseCode, violation.Message, violation),
        EngineProtocolException violation =>
            new(DisconnectReason.ParseError, CloseCode.ProtocolError, violation.Message, violation),
        IOException or ObjectDisposedException or OperationCanceledException or System.Net.Sockets.SocketException =>
            EndOfStream(exception),
        _ => new(DisconnectReason.TransportError, null, exception.Message, exception),
    };

    private ConnectionClose EndOfStream(Exception? exception)
    {
        if (_pingTimedOut)
        {
            TimeSpan patience = HeartbeatRules.ClientPatience(Handshake);
            return new ConnectionClose(
                DisconnectReason.PingTimeout, null, $"No ping came for {patience.TotalSeconds:0.###} s.", exception);
        }

        return _closing || Volatile.Read(ref _aborted) != 0
            ? new ConnectionClose(DisconnectReason.ForcedClose, null, null, exception)
            : new ConnectionClose(DisconnectReason.TransportClose, CloseCode.Abnormal, exception?.Message, exception);
    }

    private void OnPingTimeout()
    {
        _pingTimedOut = true;
        Abort();
    }
}

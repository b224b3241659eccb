using FastEmit.Protocol.EngineIO;
using FastEmit.SocketIO.Sending;
using FastEmit.SocketIO.Transports;

namespace FastEmit.SocketIO;

/// <content>
/// From the outbox to the network. One loop per session owns the transport's writing side. What gathers while one write is under way
/// leaves with the next, in one write.
/// </content>
public sealed partial class SocketIOConnection
{
    /// <summary>Bytes between two flushes: enough for one system call, few enough that a pong does not wait long.</summary>
    private const int FlushBytes = 192 * 1024;

    private readonly ITimer _stallTimer;
    private readonly byte[] _pongPayload = new byte[125];

    private int _maxPayload = int.MaxValue;
    private int _owedHeartbeats;
    private int _pongLength = -1;
    private int? _closeCode;
    private bool _stalled;

    /// <summary>Whether the session is on its way to its end. Under <see cref="Sync"/>.</summary>
    internal bool IsClosing => _closeCode is not null;

    /// <summary>How far the network is behind. Under <see cref="Sync"/>.</summary>
    internal int PendingBytes => _outbox.PendingBytes;

    /// <summary>The server's limit on a message. Under <see cref="Sync"/>.</summary>
    internal int MaxPayload => _maxPayload;

    /// <summary>Appends a packet; <see cref="Wake"/> must follow. Under <see cref="Sync"/>.</summary>
    internal void Append(ReadOnlySpan<byte> records, int socket) => _outbox.Append(records, socket);

    internal void Wake() => _wake.Signal();

    /// <summary>Makes the writer send the rest of the outbox and then a close. Under <see cref="Sync"/>.</summary>
    private void RequestClose(int code)
    {
        _closeCode ??= code;
        _wake.Signal();
    }

    private async Task WriteAsync(IEngineTransport transport)
    {
        try
        {
            while (true)
            {
                await _wake.WaitAsync().ConfigureAwait(false);
                ReadOnlyMemory<byte> records = Take(out int? closeCode);
                WriteOwed(transport);
                for (int position = 0; position < records.Length;)
                {
                    position = WriteSome(transport, records.Span, position);
                    await FlushAsync(transport).ConfigureAwait(false);
                    WriteOwed(transport);
                }

                await FlushAsync(transport).ConfigureAwait(false);
                if (closeCode is { } code)
                {
                    await transport.CloseAsync(Options.CloseTimeout, code, null).ConfigureAwait(false);
                    return;
                }
            }
        }
        catch (Exception)
        {
            // The read loop learns it from the transport, and says why.
            transport.Abort();
        }
    }

    private ReadOnlyMemory<byte> Take(out int? closeCode)
    {
        lock (Sync)
        {
            closeCode = _closeCode;
            ReadOnlyMemory<byte> records = _outbox.Take();
            _sockets.OnTaken();
            if (closeCode is null && Room.Admit())
            {
                _wake.Signal();
            }

            return records;
        }
    }

    /// <summary>Writes whole packets until a flush is due; a packet's attachments are never parted from it.</summary>
    private int WriteSome(IEngineTransport transport, ReadOnlySpan<byte> records, int position)
    {
        int start = position;
        bool skip = false;
        while (position < records.Length)
        {
            ReadOnlySpan<byte> record = records[position..];
            (int length, RecordKind kind) = PacketBuilder.ReadHeader(record);
            ReadOnlySpan<byte> bytes = record.Slice(PacketBuilder.RecordHeader, length);
            if (kind == RecordKind.Text)
            {
                if (position - start >= FlushBytes)
                {
                    break;
                }

                int socket = Outbox.SocketOf(record);
                skip = socket != 0 && _sockets.OfNumber(socket) is not { MayBeWritten: true };
                if (!skip)
                {
                    transport.WriteText(bytes);
                }
            }
            else if (!skip)
            {
                transport.WriteBinary(bytes);
            }

            position += PacketBuilder.RecordHeader + length;
        }

        return position;
    }

    /// <summary>Answers to pings go before everything that waits.</summary>
    private void WriteOwed(IEngineTransport transport)
    {
        if (Interlocked.Exchange(ref _owedHeartbeats, 0) > 0)
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

    private async ValueTask FlushAsync(IEngineTransport transport)
    {
        ValueTask flush = transport.FlushAsync();
        if (flush.IsCompletedSuccessfully)
        {
            return;
        }

        _stallTimer.Change(Options.WriteTimeout, Timeout.InfiniteTimeSpan);
        try
        {
            await flush.ConfigureAwait(false);
        }
        finally
        {
            _stallTimer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    private void OnWriteStall()
    {
        Volatile.Write(ref _stalled, true);
        _transport?.Abort();
    }
}

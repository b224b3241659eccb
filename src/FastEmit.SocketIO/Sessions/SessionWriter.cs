using FastEmit.SocketIO.Sending;
using FastEmit.SocketIO.Transports;

namespace FastEmit.SocketIO.Sessions;

/// <summary>
/// From the outbox to the network. One loop owns the transport's writing side. What gathers while one write is under way leaves with the
/// next, in one write.
/// </summary>
internal sealed class SessionWriter : IAsyncDisposable
{
    /// <summary>Bytes between two flushes: enough for one system call, few enough that a pong does not wait long.</summary>
    private const int FlushBytes = 192 * 1024;

    private readonly SocketIOConnection _connection;
    private readonly IEngineTransport _transport;
    private readonly ITimer _stallTimer;
    private int? _closeCode;
    private bool _stalled;

    public SessionWriter(SocketIOConnection connection, IEngineTransport transport)
    {
        _connection = connection;
        _transport = transport;
        _stallTimer = connection.TimeProvider.CreateTimer(
            static state => ((SessionWriter)state!).OnStall(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>They go before everything that waits.</summary>
    public OwedAnswers Owed { get; } = new();

    /// <summary>Whether the session is on its way to its end. Under the connection's lock.</summary>
    public bool IsClosing => _closeCode is not null;

    /// <summary>Whether the network took no byte for the write timeout, and the session was aborted for that. Any thread.</summary>
    public bool HasStalled => Volatile.Read(ref _stalled);

    /// <summary>Makes the writer send the rest of the outbox and then a close. Under the connection's lock.</summary>
    public void RequestClose(int code)
    {
        _closeCode ??= code;
        _connection.Wake();
    }

    /// <summary>Writes until a close was asked for and sent, or the transport is gone. It does not throw.</summary>
    public async Task RunAsync()
    {
        try
        {
            while (true)
            {
                await _connection.WhenWokenAsync().ConfigureAwait(false);
                ReadOnlyMemory<byte> records = Take(out int? closeCode);
                Owed.WriteTo(_transport);
                for (int position = 0; position < records.Length;)
                {
                    position = WriteSome(records.Span, position);
                    await FlushAsync().ConfigureAwait(false);
                    Owed.WriteTo(_transport);
                }

                await FlushAsync().ConfigureAwait(false);
                if (closeCode is { } code)
                {
                    await _transport.CloseAsync(_connection.Options.CloseTimeout, code, null).ConfigureAwait(false);
                    return;
                }
            }
        }
        catch (Exception)
        {
            // The read loop learns it from the transport, and says why.
            _transport.Abort();
        }
    }

    public ValueTask DisposeAsync() => _stallTimer.DisposeAsync();

    private ReadOnlyMemory<byte> Take(out int? closeCode)
    {
        lock (_connection.Sync)
        {
            closeCode = _closeCode;
            ReadOnlyMemory<byte> records = _connection.Outbox.Take();
            _connection.Sockets.OnTaken();
            if (closeCode is null && _connection.Room.Admit())
            {
                _connection.Wake();
            }

            return records;
        }
    }

    /// <summary>Writes whole packets until a flush is due; a packet's attachments are never parted from it.</summary>
    private int WriteSome(ReadOnlySpan<byte> records, int position)
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
                skip = socket != 0 && _connection.Sockets.OfNumber(socket) is not { MayBeWritten: true };
                if (!skip)
                {
                    _transport.WriteText(bytes);
                }
            }
            else if (!skip)
            {
                _transport.WriteBinary(bytes);
            }

            position += PacketBuilder.RecordHeader + length;
        }

        return position;
    }

    private async ValueTask FlushAsync()
    {
        ValueTask flush = _transport.FlushAsync();
        if (flush.IsCompletedSuccessfully)
        {
            return;
        }

        _stallTimer.Change(_connection.Options.WriteTimeout, Timeout.InfiniteTimeSpan);
        try
        {
            await flush.ConfigureAwait(false);
        }
        finally
        {
            _stallTimer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    private void OnStall()
    {
        Volatile.Write(ref _stalled, true);
        _transport.Abort();
    }
}

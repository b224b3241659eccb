using System.Buffers;
using System.Buffers.Text;
using System.Runtime.CompilerServices;
using FastEmit.Collector.Outgoing;
using FastEmit.Protocol.EngineIO;
using FastEmit.Protocol.WebSockets;

namespace FastEmit.Collector.Sessions;

/// <content>
/// Writing. The thread that holds <c>_writing</c> takes the outbox and owns the stream until it is written, so that packets stay in order
/// and attachments behind their packet.
/// </content>
internal sealed partial class WebSocketTransport
{
    private const int MaxControlPayload = 125;

    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly Outbox _probeAnswer = new();
    private readonly byte[] _ping = new byte[MaxControlPayload];
    private readonly bool _sendsBase64;
    private int _pingLength = -1;
    private int _isFlushDue;

    /// <summary>
    /// Only the last ping of a read is answered, which RFC 6455 section 5.5.3 allows and which means the same to an emitter: a later
    /// watermark includes the earlier ones.
    /// </summary>
    internal void OnPing(ReadOnlySpan<byte> payload)
    {
        payload.CopyTo(_ping);
        _pingLength = payload.Length;
    }

    /// <summary>From a thread other than the reading loop, which flushes by itself. One flush at most waits for its turn.</summary>
    public void Wake()
    {
        if (Interlocked.Exchange(ref _isFlushDue, 1) == 0)
        {
            _ = FlushInTurnAsync();
        }
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

    private ValueTask FlushAsync()
    {
        if (!_probeAnswer.IsEmpty)
        {
            return FlushProbeAnswerAsync();
        }

        return OutboxInUse.IsEmpty ? ValueTask.CompletedTask : SendAsync();
    }

    private async ValueTask FlushProbeAnswerAsync()
    {
        await SendAsync().ConfigureAwait(false);
        await SendAsync().ConfigureAwait(false); // The upgrade packet may have come in the same read.
    }

    /// <summary>Until the upgrade the session's packets belong to polling.</summary>
    private Outbox OutboxInUse => _upgrade == UpgradeProgress.Done && _probeAnswer.IsEmpty ? _session.Outgoing : _probeAnswer;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendAsync()
    {
        await _writing.WaitAsync().ConfigureAwait(false);
        byte[] frames = [];
        try
        {
            // Before the outbox is taken: who adds to it from now on calls again.
            Volatile.Write(ref _isFlushDue, 0);
            int length = Encode(OutboxInUse, out frames);
            if (length > 0)
            {
                await _stream.WriteAsync(frames.AsMemory(0, length)).ConfigureAwait(false);
            }
        }
        finally
        {
            Outbox.Return(frames);
            _writing.Release();
        }
    }

    private async Task WriteCloseAsync(Closing closing)
    {
        await SendAsync().ConfigureAwait(false);
        byte[] frame = new byte[2 + MaxControlPayload];
        int length = WriteClose(frame, closing);
        await _writing.WaitAsync().ConfigureAwait(false);
        try
        {
            await _stream.WriteAsync(frame.AsMemory(0, length)).ConfigureAwait(false);
        }
        finally
        {
            _writing.Release();
        }
    }

    private static int WriteClose(Span<byte> frame, Closing closing)
    {
        Span<byte> payload = stackalloc byte[MaxControlPayload];
        int length = CloseCode.MayBeSent(closing.Code) ? FrameWriter.WriteClosePayload(payload, closing.Code, closing.Reason) : 0;
        return FrameWriter.WriteUnmasked(frame, WebSocketOpcode.Close, payload[..length]);
    }

    private void AnswerPing()
    {
        if (_pingLength >= 0)
        {
            ReadOnlySpan<byte> payload = _ping.AsSpan(0, _pingLength);
            _pingLength = -1;
            if (_upgrade == UpgradeProgress.Done)
            {
                _session.AnswerPing(payload);
            }
            else
            {
                _probeAnswer.Add(PacketKind.Pong, payload);
            }
        }
    }

    /// <summary>Takes the outbox and turns it into frames; returns their length.</summary>
    private int Encode(Outbox outbox, out byte[] frames)
    {
        int recordBytes = outbox.Take(out byte[] records);
        frames = recordBytes == 0 ? [] : ArrayPool<byte>.Shared.Rent(MaxFrameBytes(records.AsSpan(0, recordBytes)));
        int length = 0;
        ReadOnlySpan<byte> rest = records.AsSpan(0, recordBytes);
        while (PacketRecords.TryRead(ref rest, out PacketKind kind, out ReadOnlySpan<byte> packet))
        {
            length += kind == PacketKind.Binary && _sendsBase64
                ? WriteBase64(frames.AsSpan(length), packet)
                : FrameWriter.WriteUnmasked(frames.AsSpan(length), OpcodeOf(kind), packet);
        }

        Outbox.Return(records);
        return length;
    }

    private int MaxFrameBytes(ReadOnlySpan<byte> records)
    {
        int bytes = FrameWriter.MaxHeaderLength; // Room that a header is checked for.
        while (PacketRecords.TryRead(ref records, out PacketKind kind, out ReadOnlySpan<byte> packet))
        {
            bool isBase64 = kind == PacketKind.Binary && _sendsBase64;
            bytes += FrameWriter.UnmaskedLength(isBase64 ? 1 + Base64.GetMaxEncodedToUtf8Length(packet.Length) : packet.Length);
        }

        return bytes;
    }

    private static int WriteBase64(Span<byte> destination, ReadOnlySpan<byte> packet)
    {
        int length = 1 + Base64.GetMaxEncodedToUtf8Length(packet.Length);
        int header = FrameWriter.WriteHeader(destination, WebSocketOpcode.Text, length);
        destination[header] = (byte)EnginePacketType.Base64;
        Base64.EncodeToUtf8(packet, destination[(header + 1)..], out _, out _);
        return header + length;
    }

    private static WebSocketOpcode OpcodeOf(PacketKind kind) => kind switch
    {
        PacketKind.Text => WebSocketOpcode.Text,
        PacketKind.Binary => WebSocketOpcode.Binary,
        _ => WebSocketOpcode.Pong,
    };
}

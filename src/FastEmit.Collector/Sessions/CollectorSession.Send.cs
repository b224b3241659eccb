using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using FastEmit.SocketIO.EngineIO;
using FastEmit.SocketIO.SocketIO;
using FastEmit.SocketIO.WebSockets;

namespace FastEmit.Collector.Sessions;

/// <content>
/// Answers are gathered in <c>_output</c> while one read is dispatched and written at once after it. The buffer belongs to the reading
/// loop; the stream belongs to whoever holds <c>_writing</c>.
/// </content>
internal sealed partial class CollectorSession
{
    private const int MaxControlPayload = 125;

    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly byte[] _pongPayload = new byte[MaxControlPayload];
    private int _pongLength = -1;
    private byte[] _output = [];
    private int _outputLength;

    private void WriteOpenPacket()
    {
        var packet = new ArrayBufferWriter<byte>();
        HandshakeWriter.Write(packet, new EngineHandshake(Id, _options.PingInterval, _options.PingTimeout, _options.MaxPayload, []));
        WriteText(packet.WrittenSpan);
    }

    private void WriteConnectReply(ReadOnlySpan<byte> @namespace)
    {
        var packet = new ArrayBufferWriter<byte>();
        packet.Write([EngineProtocol.MessagePrefix]);
        PacketWriter.WriteConnect(packet, @namespace, Encoding.ASCII.GetBytes($$"""{"sid":"{{NewId()}}"}"""));
        WriteText(packet.WrittenSpan);
    }

    /// <summary>An acknowledgement without arguments: <c>43[/nsp,]id[]</c>.</summary>
    private void WriteAck(ReadOnlySpan<byte> @namespace, long id)
    {
        Span<byte> packet = stackalloc byte[1 + PacketWriter.MaxPrefixLength(PacketLimits.Default.MaxNamespaceLength) + 2];
        packet[0] = EngineProtocol.MessagePrefix;
        int length = 1 + PacketWriter.WriteAckPrefix(packet[1..], @namespace, id);
        "[]"u8.CopyTo(packet[length..]);
        WriteText(packet[..(length + 2)]);
    }

    private void WritePong()
    {
        if (_pongLength >= 0)
        {
            WriteFrame(WebSocketOpcode.Pong, _pongPayload.AsSpan(0, _pongLength));
            _pongLength = -1;
        }
    }

    private void WriteClose(Closing closing)
    {
        Span<byte> payload = stackalloc byte[MaxControlPayload];
        int length = CloseCode.MayBeSent(closing.Code) ? FrameWriter.WriteClosePayload(payload, closing.Code, closing.Reason) : 0;
        WriteFrame(WebSocketOpcode.Close, payload[..length]);
    }

    private void WriteText(ReadOnlySpan<byte> packet) => WriteFrame(WebSocketOpcode.Text, packet);

    private void WriteFrame(WebSocketOpcode opcode, ReadOnlySpan<byte> payload)
    {
        int needed = _outputLength + FrameWriter.UnmaskedLength(payload.Length);
        if (needed > _output.Length)
        {
            GrowOutput(needed);
        }

        _outputLength += FrameWriter.WriteUnmasked(_output.AsSpan(_outputLength), opcode, payload);
    }

    private void GrowOutput(int needed)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, 512));
        _output.AsSpan(0, _outputLength).CopyTo(larger);
        ReturnOutput();
        _output = larger;
    }

    private void ReturnOutput()
    {
        byte[] output = Interlocked.Exchange(ref _output, []);
        if (output.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(output);
        }
    }

    private ValueTask FlushAsync()
    {
        if (_outputLength == 0)
        {
            return ValueTask.CompletedTask;
        }

        int length = _outputLength;
        _outputLength = 0;
        return SendAsync(_output.AsMemory(0, length));
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendAsync(ReadOnlyMemory<byte> frames)
    {
        await _writing.WaitAsync().ConfigureAwait(false);
        try
        {
            await _stream.WriteAsync(frames).ConfigureAwait(false);
        }
        finally
        {
            _writing.Release();
        }
    }
}

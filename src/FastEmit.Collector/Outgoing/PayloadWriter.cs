using System.Buffers;
using System.Buffers.Text;
using FastEmit.Protocol.EngineIO;

namespace FastEmit.Collector.Outgoing;

/// <summary>Gathers packets into the body of a polling answer: parted by 0x1E, binary as <c>b</c> and base64.</summary>
internal sealed class PayloadWriter
{
    private readonly ArrayBufferWriter<byte> _body = new();

    public bool IsEmpty => _body.WrittenCount == 0;

    public ReadOnlyMemory<byte> Written => _body.WrittenMemory;

    /// <summary>Adds everything that waits in an outbox.</summary>
    public void Write(Outbox outbox)
    {
        int length = outbox.Take(out byte[] records);
        ReadOnlySpan<byte> rest = records.AsSpan(0, length);
        while (PacketRecords.TryRead(ref rest, out PacketKind kind, out ReadOnlySpan<byte> packet))
        {
            if (kind == PacketKind.Text)
            {
                Write(packet);
            }
            else if (kind == PacketKind.Binary)
            {
                WriteBase64(packet);
            }
        }

        Outbox.Return(records);
    }

    /// <summary>Adds one text packet.</summary>
    public void Write(ReadOnlySpan<byte> packet)
    {
        Separate();
        _body.Write(packet);
    }

    private void WriteBase64(ReadOnlySpan<byte> packet)
    {
        Separate();
        Span<byte> text = _body.GetSpan(1 + Base64.GetMaxEncodedToUtf8Length(packet.Length));
        text[0] = (byte)EnginePacketType.Base64;
        Base64.EncodeToUtf8(packet, text[1..], out _, out int written);
        _body.Advance(1 + written);
    }

    private void Separate()
    {
        if (!IsEmpty)
        {
            _body.Write([EngineProtocol.PayloadSeparator]);
        }
    }
}

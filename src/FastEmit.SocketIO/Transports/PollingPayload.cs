using System.Buffers;
using System.Buffers.Text;
using FastEmit.Protocol.EngineIO;

namespace FastEmit.SocketIO.Transports;

/// <summary>The packets that the next POSTs carry: parted by 0x1E, binary ones as base64. Belongs to the writer.</summary>
internal sealed class PollingPayload
{
    private readonly ArrayBufferWriter<byte> _packets = new();
    private readonly List<int> _ends = [];

    public void Add(ReadOnlySpan<byte> packet)
    {
        Separate();
        _packets.Write(packet);
        _ends.Add(_packets.WrittenCount);
    }

    public void AddBinary(ReadOnlySpan<byte> message)
    {
        Separate();
        Span<byte> text = _packets.GetSpan(1 + Base64.GetMaxEncodedToUtf8Length(message.Length));
        text[0] = (byte)EnginePacketType.Base64;
        Base64.EncodeToUtf8(message, text[1..], out _, out int written);
        _packets.Advance(1 + written);
        _ends.Add(_packets.WrittenCount);
    }

    /// <summary>Takes all packets, as bodies of at most <paramref name="maxBytes"/>; a packet that is larger is a body of its own.</summary>
    public List<ReadOnlyMemory<byte>> Take(int maxBytes)
    {
        ReadOnlyMemory<byte> packets = _packets.WrittenSpan.ToArray();
        List<ReadOnlyMemory<byte>> bodies = [];
        int start = 0;
        for (int i = 0; i < _ends.Count; i++)
        {
            bool last = i == _ends.Count - 1;
            if (last || _ends[i + 1] - start > maxBytes)
            {
                bodies.Add(packets[start.._ends[i]]);
                start = _ends[i] + 1;
            }
        }

        _packets.ResetWrittenCount();
        _ends.Clear();
        return bodies;
    }

    private void Separate()
    {
        if (_packets.WrittenCount > 0)
        {
            _packets.Write([EngineProtocol.PayloadSeparator]);
        }
    }
}

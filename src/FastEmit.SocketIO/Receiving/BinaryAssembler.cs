using System.Runtime.InteropServices;
using FastEmit.Protocol.EngineIO;
using FastEmit.Protocol.WebSockets;

namespace FastEmit.SocketIO.Receiving;

/// <summary>
/// Collects the attachments of a binary packet, which follow it immediately. Bounded: by the packet limits in number, and here in their
/// total size. Owned by the read loop.
/// </summary>
internal sealed class BinaryAssembler(int maxAttachmentBytes) : IDisposable
{
    private readonly MessageBuffer _packet = new();
    private readonly MessageBuffer _attachments = new();
    private readonly List<int> _lengths = [];
    private int _expected;

    /// <summary>Whether attachments are due.</summary>
    public bool IsCollecting => _expected > 0;

    public ReadOnlySpan<byte> Packet => _packet.Written;

    public AttachmentList Attachments => new(_attachments.Written, CollectionsMarshal.AsSpan(_lengths));

    public void Begin(ReadOnlySpan<byte> packet, int attachments)
    {
        Clear();
        _packet.Append(packet);
        _expected = attachments;
    }

    /// <summary>Adds one; true when it was the last.</summary>
    public bool Add(ReadOnlySpan<byte> attachment)
    {
        if (_expected == 0)
        {
            throw new EngineProtocolException("A binary message came without a packet that announced it.");
        }

        if ((long)_attachments.Length + attachment.Length > maxAttachmentBytes)
        {
            throw new EngineProtocolException($"The attachments of a packet exceed the limit of {maxAttachmentBytes} bytes together.");
        }

        _attachments.Append(attachment);
        _lengths.Add(attachment.Length);
        return --_expected == 0;
    }

    public void Clear()
    {
        _packet.Clear();
        _attachments.Clear();
        _lengths.Clear();
        _expected = 0;
    }

    public void Dispose()
    {
        _packet.Dispose();
        _attachments.Dispose();
    }
}

/// <summary>The attachments of one packet, one behind the other in one span.</summary>
internal readonly ref struct AttachmentList(ReadOnlySpan<byte> bytes, ReadOnlySpan<int> lengths)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private readonly ReadOnlySpan<int> _lengths = lengths;

    public int Count => _lengths.Length;

    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            int start = 0;
            for (int i = 0; i < index; i++)
            {
                start += _lengths[i];
            }

            return _bytes.Slice(start, _lengths[index]);
        }
    }

    public ReadOnlySpan<byte> Bytes => _bytes;

    public ReadOnlySpan<int> Lengths => _lengths;
}

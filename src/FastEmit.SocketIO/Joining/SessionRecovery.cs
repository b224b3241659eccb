using System.Buffers;
using FastEmit.Protocol.Packets;
using FastEmit.SocketIO.Receiving;

namespace FastEmit.SocketIO.Joining;

/// <summary>
/// What restores a socket's session at a server that supports it: the session's private id, the offset of the last event seen, and the
/// missed events, which the server sends before it answers CONNECT.
/// </summary>
/// <remarks>The connection's lock guards the id and the held events; the offset belongs to the read loop while there is a session.</remarks>
internal sealed class SessionRecovery
{
    private readonly ArrayBufferWriter<byte> _offset = new();
    private readonly List<HeldEvent> _held = [];

    /// <summary>The private id of the session to restore; null for none.</summary>
    public string? Pid { get; private set; }

    /// <summary>The offset of the last event seen; empty for none.</summary>
    public ReadOnlySpan<byte> Offset => _offset.WrittenSpan;

    /// <summary>The namespace was granted with this private id. Returns whether the session is the one before.</summary>
    public bool OnGranted(string? pid)
    {
        bool recovered = pid is not null && pid == Pid;
        Pid = pid;
        return recovered;
    }

    /// <summary>The session cannot be restored any more.</summary>
    public void Forget() => Pid = null;

    /// <summary>Keeps a missed event until the namespace is granted.</summary>
    public void Hold(in SocketIOPacket packet, in AttachmentList attachments)
    {
        byte[] data = packet.Data.ToArray();
        int start = data.AsSpan().IndexOf(packet.EventName);
        _held.Add(new HeldEvent(packet.AckId, data, start..(start + packet.EventName.Length), attachments.Bytes.ToArray(), attachments.Lengths.ToArray()));
    }

    /// <summary>Hands the missed events to the handlers, in order.</summary>
    public void ReleaseTo(InboundQueue queue, ReadOnlySpan<byte> ns)
    {
        foreach (HeldEvent held in _held)
        {
            Remember(held.Data);
            SocketIOPacket packet = new()
            {
                Type = SocketIOPacketType.Event,
                Namespace = ns,
                AckId = held.AckId,
                Data = held.Data,
                EventName = held.Data.AsSpan(held.Name),
            };
            queue.AddEvent(packet, new AttachmentList(held.Attachments, held.Lengths));
        }

        _held.Clear();
    }

    /// <summary>The session has ended before the namespace was granted: the next one sends the missed events again.</summary>
    public void DropHeld() => _held.Clear();

    /// <summary>With recovery the server adds to every event a last argument, its offset.</summary>
    /// <param name="data">The event's JSON.</param>
    public void Remember(ReadOnlySpan<byte> data)
    {
        if (data is not [.., (byte)'"', (byte)']'])
        {
            return;
        }

        ReadOnlySpan<byte> head = data[..^2];
        int quote = head.LastIndexOf((byte)'"');
        if (quote < 1 || head[quote..].Contains((byte)'\\') || head[quote - 1] == (byte)'\\')
        {
            // No offset looks so; the officials' are letters, digits and dashes.
            return;
        }

        _offset.ResetWrittenCount();
        _offset.Write(head[(quote + 1)..]);
    }

    private readonly record struct HeldEvent(long AckId, byte[] Data, Range Name, byte[] Attachments, int[] Lengths);
}

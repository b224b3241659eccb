using FastEmit.SocketIO.WebSockets;

namespace FastEmit.Delivery;

/// <summary>The frames of one flush, written one after the other into the connection's pipe.</summary>
internal ref struct FrameBatch(Span<byte> destination, MaskKeySource keys)
{
    private readonly Span<byte> _destination = destination;

    /// <summary>Bytes written so far.</summary>
    public int Length { get; private set; }

    /// <summary>Writes a text frame when it fits and still leaves <paramref name="reserve"/> bytes.</summary>
    public bool TryText(scoped ReadOnlySpan<byte> payload, int reserve)
    {
        if (FrameWriter.MaskedLength(payload.Length) > _destination.Length - Length - reserve)
        {
            return false;
        }

        Write(WebSocketOpcode.Text, payload);
        return true;
    }

    /// <summary>Writes a frame for which room was kept.</summary>
    public void Write(WebSocketOpcode opcode, scoped ReadOnlySpan<byte> payload) =>
        Length += FrameWriter.WriteMasked(_destination[Length..], opcode, payload, keys.Next());
}

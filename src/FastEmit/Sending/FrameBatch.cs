using FastEmit.Protocol.WebSockets;

namespace FastEmit.Sending;

/// <summary>The frames of one flush, written one after the other into the connection's pipe.</summary>
internal ref struct FrameBatch(Span<byte> destination, MaskKeySource keys)
{
    private readonly Span<byte> _destination = destination;
    private uint _key;
    private int _phase;

    /// <summary>Bytes written so far.</summary>
    public int Length { get; private set; }

    /// <summary>Bytes that still fit.</summary>
    public readonly int Room => _destination.Length - Length;

    /// <summary>Writes a text frame when it fits and still leaves <paramref name="reserve"/> bytes.</summary>
    public bool TryText(scoped ReadOnlySpan<byte> payload, int reserve)
    {
        if (FrameWriter.MaskedLength(payload.Length) > Room - reserve)
        {
            return false;
        }

        Write(WebSocketOpcode.Text, payload);
        return true;
    }

    /// <summary>Writes a frame for which room was kept.</summary>
    public void Write(WebSocketOpcode opcode, scoped ReadOnlySpan<byte> payload) =>
        Length += FrameWriter.WriteMasked(_destination[Length..], opcode, payload, keys.Next());

    /// <summary>Begins a text frame for which room was kept; <see cref="Append"/> must then write exactly <paramref name="length"/> bytes.</summary>
    public void BeginText(int length)
    {
        _key = keys.Next();
        _phase = 0;
        Length += FrameWriter.WriteMaskedHeader(_destination[Length..], WebSocketOpcode.Text, length, _key);
    }

    /// <summary>Writes a piece of the frame that was begun.</summary>
    public void Append(scoped ReadOnlySpan<byte> piece)
    {
        FrameMask.Copy(piece, _destination[Length..], _key, _phase & 3);
        Length += piece.Length;
        _phase += piece.Length;
    }
}

using System.Diagnostics.CodeAnalysis;

namespace FastEmit.SocketIO;

/// <summary>
/// A packet is larger than the server takes (its maxHttpBufferSize, announced as maxPayload). It was not sent: the server would have
/// closed the connection with code 1009.
/// </summary>
[SuppressMessage("Design", "CA1032", Justification = "The sizes are always known.")]
public sealed class SocketIOPacketTooLargeException : Exception
{
    /// <inheritdoc cref="SocketIOPacketTooLargeException"/>
    /// <param name="size">Bytes of the packet.</param>
    /// <param name="maxPayload">The server's limit in bytes, inclusive.</param>
    public SocketIOPacketTooLargeException(int size, int maxPayload)
        : base($"The packet has {size} bytes; the server takes at most {maxPayload}.")
    {
        Size = size;
        MaxPayload = maxPayload;
    }

    /// <summary>Bytes of the text packet, or of the attachment that is too large.</summary>
    public int Size { get; }

    /// <summary>The server's limit in bytes, inclusive.</summary>
    public int MaxPayload { get; }
}

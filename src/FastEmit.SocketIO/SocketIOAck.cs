using System.Text.Json.Serialization.Metadata;
using FastEmit.SocketIO.Receiving;

namespace FastEmit.SocketIO;

/// <summary>The server's answer to an event, with bytes of its own: it may be kept.</summary>
public sealed class SocketIOAck
{
    private readonly byte[] _json;
    private readonly byte[][] _attachments;

    private SocketIOAck(byte[] json, byte[][] attachments)
    {
        _json = json;
        _attachments = attachments;
    }

    /// <summary>The whole JSON array, UTF-8.</summary>
    public ReadOnlyMemory<byte> Json => _json;

    /// <summary>Binary attachments, in the order of their placeholders' numbers.</summary>
    public int AttachmentCount => _attachments.Length;

    /// <summary>The bytes of one attachment.</summary>
    public ReadOnlyMemory<byte> GetAttachment(int index) => _attachments[index];

    /// <summary>Reads one argument. Binary members may be byte[], Memory or <see cref="SocketIOBinary"/>.</summary>
    /// <returns>The default when the event has fewer arguments.</returns>
    /// <exception cref="System.Text.Json.JsonException">The argument is not of this type.</exception>
    public T? GetArgument<T>(int index, JsonTypeInfo<T> typeInfo)
    {
        ArgumentNullException.ThrowIfNull(typeInfo);
        (byte[] bytes, int[] lengths) = (_attachments.SelectMany(static a => a).ToArray(), _attachments.Select(static a => a.Length).ToArray());
        return ArgumentReader.Read(_json, index, typeInfo, new AttachmentList(bytes, lengths));
    }

    internal static SocketIOAck Copy(ReadOnlySpan<byte> array, in AttachmentList attachments)
    {
        byte[][] copies = new byte[attachments.Count][];
        for (int i = 0; i < copies.Length; i++)
        {
            copies[i] = attachments[i].ToArray();
        }

        return new SocketIOAck(array.ToArray(), copies);
    }
}

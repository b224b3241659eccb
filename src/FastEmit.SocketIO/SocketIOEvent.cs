using System.Text;
using System.Text.Json.Serialization.Metadata;
using FastEmit.SocketIO.Receiving;

namespace FastEmit.SocketIO;

/// <summary>
/// A received event. Its spans belong to the socket and are valid until the handler returns (an async handler: until its first await);
/// copy or deserialize the data that you keep.
/// </summary>
public readonly ref struct SocketIOEvent
{
    private readonly AttachmentList _attachments;
    private readonly ReadOnlySpan<byte> _rawName;
    private readonly long _ackId;
    private readonly int _nameEnd;
    private readonly int _membership;

    internal SocketIOEvent(
        SocketIOSocket socket, ReadOnlySpan<byte> json, int nameStart, int nameLength, long ackId, int membership, AttachmentList attachments)
    {
        Socket = socket;
        Json = json;
        _rawName = json.Slice(nameStart, nameLength);
        _nameEnd = nameStart + nameLength;
        _ackId = ackId;
        _membership = membership;
        _attachments = attachments;
    }

    /// <summary>The socket that received it.</summary>
    public SocketIOSocket Socket { get; }

    /// <summary>The whole JSON array, the name first. Strict UTF-8 JSON.</summary>
    public ReadOnlySpan<byte> Json { get; }

    /// <summary>The name as it stands in the JSON, without its quotes.</summary>
    public ReadOnlySpan<byte> Utf8Name => _rawName is [(byte)'"', .., (byte)'"'] ? _rawName[1..^1] : _rawName;

    /// <summary>The name; a new string at every call.</summary>
    public string Name => EventNames.Decode(_rawName);

    /// <summary>The raw JSON of all arguments, with commas between them; empty when there are none.</summary>
    public ReadOnlySpan<byte> Arguments => ArgumentReader.Rest(Json, _nameEnd);

    internal ReadOnlySpan<byte> RawName => _rawName;

    internal AttachmentList Attachments => _attachments;

    /// <summary>Binary attachments.</summary>
    public int AttachmentCount => _attachments.Count;

    /// <summary>Whether the server waits for an ack.</summary>
    public bool WantsAck => _ackId >= 0;

    /// <summary>The bytes of attachment <paramref name="index"/>, to which the placeholder of that number refers.</summary>
    public ReadOnlySpan<byte> GetAttachment(int index) => _attachments[index];

    /// <summary>The raw JSON of one argument; empty when the event has fewer.</summary>
    public ReadOnlySpan<byte> GetRawArgument(int index) => ArgumentReader.Raw(Json, index + 1);

    /// <summary>Deserializes one argument. Attachments may be read as byte[] or <see cref="SocketIOBinary"/>.</summary>
    /// <returns>The default when the event has fewer arguments.</returns>
    /// <exception cref="System.Text.Json.JsonException">The argument is not of this type.</exception>
    public T? GetArgument<T>(int index, JsonTypeInfo<T> typeInfo)
    {
        ArgumentNullException.ThrowIfNull(typeInfo);
        return ArgumentReader.Read(Json, index + 1, typeInfo, _attachments);
    }

    /// <summary>The ack of this event. It may be kept and answered later, once.</summary>
    /// <exception cref="InvalidOperationException">The server asked for no ack.</exception>
    public SocketIOReply GetReply() =>
        WantsAck ? new SocketIOReply(Socket, _ackId, _membership) : throw new InvalidOperationException("The server asked for no ack.");

    /// <summary>The JSON as text.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Json);
}

/// <summary>Handles an event; its spans are valid until the handler returns.</summary>
public delegate void SocketIOEventHandler(in SocketIOEvent received);

/// <summary>
/// Handles an event asynchronously. It cannot be an async method itself (those take no spans): read what is needed, then return the task
/// of one that is. The socket's next event waits for the task.
/// </summary>
public delegate ValueTask SocketIOAsyncEventHandler(in SocketIOEvent received);

/// <summary>As <see cref="SocketIOAsyncEventHandler"/>, with a task.</summary>
public delegate Task SocketIOTaskEventHandler(in SocketIOEvent received);

using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using FastEmit.Protocol.Packets;

namespace FastEmit.Collector.Http;

/// <summary>The body of a posted event, checked by the rules for an event that comes over Socket.IO.</summary>
/// <param name="Namespace">The namespace; the main one when the body names none.</param>
/// <param name="NameJson">The event's name with its quotes, as it stands in the body.</param>
/// <param name="Data">The event's data, one JSON value, or nothing.</param>
internal sealed record PostedEvent(string Namespace, ReadOnlyMemory<byte> NameJson, ReadOnlyMemory<byte> Data)
{
    private const string Form = "The body has to be {\"namespace\":\"/…\",\"event\":\"name\",\"data\":…}, or an array of such.";

    public ReadOnlyMemory<byte> NamespaceUtf8 { get; } = Encoding.UTF8.GetBytes(Namespace);

    /// <summary>The event of a body, or those of an array of such.</summary>
    /// <exception cref="JsonException">It is not what it has to be; the message is for the client.</exception>
    public static IReadOnlyList<PostedEvent> ReadAll(byte[] body)
    {
        if (!body.AsSpan().TrimStart(" \t\r\n"u8).StartsWith("["u8))
        {
            return [Read(body)];
        }

        List<PostedEvent> events = [];
        Utf8JsonReader reader = new(body, new JsonReaderOptions { MaxDepth = PacketLimits.DeepestJson });
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            int start = (int)reader.TokenStartIndex;
            reader.Skip();
            events.Add(Read(body[start..(int)reader.BytesConsumed]));
        }

        reader.Read(); // Throws when anything but white space follows.
        return events.Count > 0 ? events : throw new JsonException(Form);
    }

    /// <exception cref="JsonException">It is not what it has to be; the message is for the client.</exception>
    public static PostedEvent Read(byte[] body)
    {
        if (!Utf8.IsValid(body))
        {
            throw new JsonException("The body is not UTF-8.");
        }

        Utf8JsonReader reader = new(body, new JsonReaderOptions { MaxDepth = PacketLimits.DeepestJson });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException(Form);
        }

        string @namespace = "/";
        ReadOnlyMemory<byte> name = default;
        ReadOnlyMemory<byte> data = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isNamespace = JsonText.Is(ref reader, "namespace"u8);
            bool isName = JsonText.Is(ref reader, "event"u8);
            bool isData = JsonText.Is(ref reader, "data"u8);
            reader.Read();
            int start = (int)reader.TokenStartIndex;
            if (isNamespace)
            {
                @namespace = TextOf(ref reader);
            }
            else if (isName)
            {
                _ = TextOf(ref reader);
                name = body.AsMemory(start, (int)reader.BytesConsumed - start);
            }

            reader.Skip();
            data = isData ? body.AsMemory(start, (int)reader.BytesConsumed - start) : data;
        }

        reader.Read(); // Throws when anything but white space follows.
        return Checked(new PostedEvent(@namespace, name, data));
    }

    private static PostedEvent Checked(PostedEvent posted)
    {
        if (posted.NameJson.Length <= 2)
        {
            throw new JsonException(Form);
        }

        if (ReservedEvents.ContainsJson(posted.NameJson.Span))
        {
            throw new JsonException("This name is one that Socket.IO keeps for itself.");
        }

        return posted.Namespace is ['/', ..] && !posted.Namespace.AsSpan().ContainsAny(",?")
            ? posted
            : throw new JsonException("A namespace begins with a slash and has neither comma nor question mark.");
    }

    private static string TextOf(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw new JsonException(Form);
        }
        catch (InvalidOperationException)
        {
            throw new JsonException("Half a surrogate pair is no text.");
        }
    }
}

using System.Text;
using System.Text.Json;

namespace FastEmit.Records;

/// <summary>The parts of an event in a record, for those who show it: <c>42/ns,["name",data]</c>, or a <see cref="CompoundPacket"/>.</summary>
internal readonly ref struct EventPacket
{
    private readonly ReadOnlySpan<byte> _quotedName;

    /// <summary>Takes a record's content apart.</summary>
    public EventPacket(ReadOnlySpan<byte> content)
    {
        ReadOnlySpan<byte> arguments;
        if (CompoundPacket.Is(content))
        {
            CompoundPacket packet = new(content);
            Namespace = packet.Namespace;
            arguments = packet.Arguments;
        }
        else
        {
            Namespace = PacketNamespace.Of(content);
            arguments = content[PacketNamespace.PrefixLength(Namespace)..];
        }

        int length = arguments.Length < 2 ? 0 : NameLength(arguments[1..]);
        if (length == 0 || arguments.Length < 1 + length + 2)
        {
            Data = arguments; // Not of this library's writing.
            return;
        }

        _quotedName = arguments.Slice(1, length);
        Data = arguments[(1 + length + 1)..^1];
    }

    /// <summary>The namespace; <c>/</c> is the main one.</summary>
    public ReadOnlySpan<byte> Namespace { get; }

    /// <summary>The data: one JSON value, with placeholders for attachments.</summary>
    public ReadOnlySpan<byte> Data { get; }

    /// <summary>The event's name; empty where the packet has none.</summary>
    public string Name
    {
        get
        {
            try
            {
                Utf8JsonReader reader = new(_quotedName);
                return _quotedName.IsEmpty || !reader.Read() ? "" : reader.GetString()!;
            }
            catch (Exception exception) when (exception is JsonException or InvalidOperationException)
            {
                return Encoding.UTF8.GetString(_quotedName); // What a server cannot read, it may be given up for.
            }
        }
    }

    /// <summary>The length of the JSON string at the beginning, quotes included; zero when there is none.</summary>
    public static int NameLength(ReadOnlySpan<byte> json)
    {
        int end = 1;
        while (end < json.Length && json[end] != (byte)'"')
        {
            end += json[end] == (byte)'\\' ? 2 : 1;
        }

        return end < json.Length && json[0] == (byte)'"' ? end + 1 : 0;
    }
}

/// <summary>Finds the namespace in an event packet: <c>42/ns,[…]</c>, or <c>42[…]</c> for the main one.</summary>
internal static class PacketNamespace
{
    private const int AfterType = 2; // "42": Engine.IO message, Socket.IO event

    /// <summary>The namespace of a packet that was written by this library; <c>/</c> when it names none.</summary>
    public static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> packet)
    {
        if (packet[AfterType] != (byte)'/')
        {
            return "/"u8;
        }

        ReadOnlySpan<byte> rest = packet[AfterType..];
        return rest[..rest.IndexOf((byte)',')];
    }

    /// <summary>The bytes before the argument array of a packet in a namespace that <see cref="Of"/> returned.</summary>
    public static int PrefixLength(ReadOnlySpan<byte> name) => name.Length == 1 ? AfterType : AfterType + name.Length + 1;
}

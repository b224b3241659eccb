using System.ComponentModel;
using System.Text;
using System.Text.Json;

namespace FastEmit.Events;

/// <summary>What all instances of one event share. Immutable; create it once and keep it.</summary>
public sealed class HookEventDescriptor
{
    /// <summary>Event names that Socket.IO keeps for itself and refuses in a packet.</summary>
    private static readonly string[] ReservedNames =
        ["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"];

    private readonly byte[] _openPacket;
    private bool _isChecked;

    private HookEventDescriptor(string name, string @namespace, bool hasTimestamp)
    {
        Name = name;
        Namespace = @namespace;
        HasTimestamp = hasTimestamp;
        DefaultPartition = PartitionHash.Of(@namespace);

        var packet = new StringBuilder("42");
        if (@namespace != "/")
        {
            packet.Append(@namespace).Append(',');
        }

        _openPacket = [.. Encoding.UTF8.GetBytes(packet.Append('[').ToString()), .. QuoteName(name), (byte)','];
    }

    /// <summary>The Socket.IO event name.</summary>
    public string Name { get; }

    /// <summary>The Socket.IO namespace; <c>/</c> is the main one.</summary>
    public string Namespace { get; }

    /// <summary>Whether the event has a timestamp of its own, so that the emitter does not stamp one.</summary>
    public bool HasTimestamp { get; }

    /// <summary>This event, of an object that brings its timestamp. Any thread: the first to be made is as good as another.</summary>
    internal HookEventDescriptor WithTimestamp =>
        HasTimestamp ? this : field ??= new HookEventDescriptor(Name, Namespace, hasTimestamp: true) { _isChecked = _isChecked };

    /// <summary>The partition of events without a key: a hash of the namespace.</summary>
    public uint DefaultPartition { get; }

    /// <summary>The packet's bytes up to the event's data: <c>42/ns,["name",</c>.</summary>
    internal ReadOnlySpan<byte> OpenPacket => _openPacket;

    /// <summary>Describes an event.</summary>
    /// <param name="name">The event name.</param>
    /// <param name="namespace">The namespace, beginning with a slash.</param>
    /// <param name="hasTimestamp">Whether the event carries a timestamp itself.</param>
    /// <exception cref="ArgumentException">The name is empty or reserved, or the namespace is not valid.</exception>
    public static HookEventDescriptor Create(string name, string @namespace = "/", bool hasTimestamp = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentException.ThrowIfNullOrEmpty(@namespace);
        if (!IsName(name))
        {
            throw new ArgumentException(
                $"'{name}' is an event name that Socket.IO reserves ({string.Join(", ", ReservedNames)}); choose another.", nameof(name));
        }

        if (@namespace[0] != '/' || @namespace.AsSpan().ContainsAny(",?\"") || @namespace.Any(static c => c <= ' ' || c > '~'))
        {
            throw new ArgumentException(
                $"'{@namespace}' is not a namespace: it begins with '/' and consists of printable ASCII without ',', '?', '\"' and spaces.", nameof(@namespace));
        }

        return new HookEventDescriptor(name, @namespace, hasTimestamp);
    }

    /// <summary>
    /// For generated code of a debug build: reads the first event that was written, so that a converter with a fault shows itself on
    /// the machine where it is made and not by the server's closing the connection.
    /// </summary>
    /// <exception cref="InvalidOperationException">What was written is not valid JSON.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void CheckFirst(in EventWriter writer)
    {
        if (_isChecked || writer.IsRejected || !writer.Written.StartsWith(_openPacket))
        {
            return;
        }

        _isChecked = true; // two threads may both look; that harms nobody
        byte[] data = [.. writer.Written[_openPacket.Length..], (byte)'}'];
        var reader = new Utf8JsonReader(data);
        try
        {
            while (reader.Read())
            {
            }
        }
        catch (JsonException exception)
        {
            throw new InvalidOperationException(
                $"The event '{Name}' was not written as valid JSON; does it have an IEventConverter or an IUtf8SpanFormattable with a fault? {exception.Message} {Encoding.UTF8.GetString(data)}",
                exception);
        }
    }

    /// <summary>Whether Socket.IO lets an application use this event name.</summary>
    internal static bool IsName(string name) => name.Length != 0 && !ReservedNames.Contains(name, StringComparer.Ordinal);

    /// <summary>An event name as a JSON string, byte for byte as generated code has it.</summary>
    internal static byte[] QuoteName(string name)
    {
        var writer = EventWriter.Rent();
        writer.WriteString(name);
        byte[] quoted = writer.Written.ToArray();
        writer.Return();
        return quoted;
    }
}

using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using FastEmit.Events;

namespace FastEmit.Cli.Emitting;

/// <summary>
/// Finds the event that a line belongs to. That the line is one valid JSON value is for
/// <see cref="HookEmitter.EmitJson(HookEventDescriptor, ReadOnlySpan{byte}, uint)"/> to check. Allocates nothing for an
/// event name that was seen before. For one thread.
/// </summary>
internal sealed class EventLineParser
{
    private const int MaxNameBytes = 256;

    private readonly DescriptorCache _descriptors;
    private readonly HookEventDescriptor? _default;
    private readonly uint _defaultPartition;
    private readonly string? _eventField;
    private readonly string? _partitionField;

    /// <param name="namespace">The namespace of all events.</param>
    /// <param name="name">The event name of lines that do not name one themselves, or null when each line must.</param>
    /// <param name="eventField">The top-level member that holds the event name, or null when lines do not name their event.</param>
    /// <param name="partitionField">The top-level member whose equal values keep their order, or null when all lines do.</param>
    /// <exception cref="ArgumentException">The name is reserved, or the namespace is not one.</exception>
    public EventLineParser(string @namespace, string? name, string? eventField, string? partitionField)
    {
        _descriptors = new DescriptorCache(@namespace);
        _default = name is null ? null : HookEventDescriptor.Create(name, @namespace);
        _defaultPartition = PartitionHash.Of(@namespace);
        _eventField = eventField;
        _partitionField = partitionField;
    }

    /// <summary>Parses a line.</summary>
    /// <param name="line">The line, which is also the event's data.</param>
    /// <param name="parsed">The event.</param>
    /// <returns>Why the line cannot be emitted; null when it can.</returns>
    /// <exception cref="JsonException">The line had to be read, and is not JSON.</exception>
    public string? Parse(ReadOnlySpan<byte> line, out EventLine parsed)
    {
        string? error = null;
        HookEventDescriptor? descriptor = _default;
        uint partition = _defaultPartition;
        if (_eventField is not null || _partitionField is not null)
        {
            error = ReadMembers(line, ref descriptor, ref partition);
        }

        if (descriptor is null)
        {
            error ??= $"no member \"{_eventField}\" to take the event name from";
        }

        parsed = error is null ? new EventLine(descriptor!, partition) : default;
        return error;
    }

    /// <summary>Looks at the top-level members. Of equal names the last one counts, as in JavaScript.</summary>
    private string? ReadMembers(ReadOnlySpan<byte> line, ref HookEventDescriptor? descriptor, ref uint partition)
    {
        if (!Utf8.IsValid(line))
        {
            throw new JsonException("The data is not valid UTF-8."); // a reader would not notice before it copies the name
        }

        string? error = null;
        var reader = new Utf8JsonReader(line);
        while (reader.Read())
        {
            if (reader.CurrentDepth != 1 || reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            bool namesEvent = Is(ref reader, _eventField);
            bool namesPartition = Is(ref reader, _partitionField);
            reader.Read();
            if (namesEvent)
            {
                error = ReadName(ref reader, ref descriptor);
            }

            if (namesPartition)
            {
                partition = ReadPartition(ref reader);
            }
        }

        return error;
    }

    private static bool Is(ref Utf8JsonReader reader, string? field) => field is not null && reader.ValueTextEquals(field);

    private string? ReadName(ref Utf8JsonReader reader, ref HookEventDescriptor? descriptor)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            return $"the member \"{_eventField}\" is not a string";
        }

        if (reader.ValueSpan.Length > MaxNameBytes)
        {
            return $"the event name in \"{_eventField}\" is longer than {MaxNameBytes} bytes";
        }

        Span<char> buffer = stackalloc char[MaxNameBytes];
        ReadOnlySpan<char> name = buffer[..reader.CopyString(buffer)];
        descriptor = _descriptors.Find(name);
        if (descriptor is not null)
        {
            return null;
        }

        return name.IsEmpty ? $"the event name in \"{_eventField}\" is empty" : $"Socket.IO reserves the event name \"{name}\"";
    }

    /// <summary>An object or an array is no key; nor is null.</summary>
    private uint ReadPartition(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String when reader.ValueIsEscaped => PartitionHash.Of(Encoding.UTF8.GetBytes(reader.GetString()!)),
        JsonTokenType.String or JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False => PartitionHash.Of(reader.ValueSpan),
        _ => _defaultPartition,
    };
}

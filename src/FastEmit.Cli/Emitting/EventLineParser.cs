using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using FastEmit.Cli.Reporting;
using FastEmit.Events;

namespace FastEmit.Cli.Emitting;

/// <summary>
/// Finds the event of a line. It does not validate the data:
/// <see cref="HookEmitter.EmitJson(HookEventDescriptor, ReadOnlySpan{byte}, uint)"/> does. Allocates nothing for a known
/// event name and namespace. For one thread.
/// </summary>
internal sealed class EventLineParser
{
    private const int MaxNameBytes = 4_096;

    private readonly DescriptorCache _descriptors = new();
    private readonly string _namespace;
    private readonly string? _name;
    private readonly HookEventDescriptor? _default;
    private readonly uint _defaultPartition;
    private readonly LineFields _fields;
    private readonly string? _deadLetterError;
    private readonly char[] _nameBuffer = new char[MaxNameBytes];
    private readonly char[] _namespaceBuffer = new char[MaxNameBytes];

    /// <param name="namespace">The namespace of lines that name none.</param>
    /// <param name="name">The event name of lines that name none; null when each line must.</param>
    /// <param name="fields">The members of a line that describe its event.</param>
    /// <param name="deadLetterError">The reason to refuse lines that a fallback wrote; null to parse them as the original events.</param>
    /// <exception cref="ArgumentException">The name is reserved, or the namespace is not valid.</exception>
    public EventLineParser(string @namespace, string? name, LineFields fields = default, string? deadLetterError = null)
    {
        _namespace = @namespace;
        _name = name;
        _default = name is null ? null : HookEventDescriptor.Create(name, @namespace);
        _defaultPartition = PartitionHash.Of(@namespace);
        _fields = fields;
        _deadLetterError = deadLetterError;
    }

    /// <summary>Parses a line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="parsed">The event.</param>
    /// <returns>The reason why the line cannot be emitted; null when it can.</returns>
    /// <exception cref="JsonException">The line is not JSON. Lines that need not be parsed are not checked.</exception>
    public string? Parse(ReadOnlySpan<byte> line, out EventLine parsed)
    {
        if (_fields.Data is null && _fields.Namespace is null && DeadLetter.Is(line, out bool isMalformed))
        {
            parsed = default;
            return isMalformed ? "the event was dropped because its data was not JSON"
                : _deadLetterError ?? ReadMembers(line, LineFields.OfDeadLetters with { Partition = _fields.Partition }, out parsed);
        }

        if (_fields.AreAny)
        {
            return ReadMembers(line, _fields, out parsed);
        }

        parsed = new EventLine(_default!, line, _defaultPartition);
        return null;
    }

    /// <summary>Reads the top-level members. Of equal names the last one counts, as in JavaScript.</summary>
    private string? ReadMembers(ReadOnlySpan<byte> line, LineFields fields, out EventLine parsed)
    {
        if (!Utf8.IsValid(line))
        {
            throw new JsonException("The data is not valid UTF-8."); // the reader would detect it only when it copies the name
        }

        string? error = null;
        uint partition = _defaultPartition;
        ReadOnlySpan<byte> data = fields.Data is null ? line : default;
        ReadOnlySpan<char> name = _name;
        bool hasName = _name is not null;
        ReadOnlySpan<char> ns = _namespace;
        var reader = new Utf8JsonReader(line);
        while (reader.Read())
        {
            if (reader.CurrentDepth != 1 || reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            bool namesEvent = Is(ref reader, fields.Event);
            bool namesNamespace = Is(ref reader, fields.Namespace);
            bool namesPartition = Is(ref reader, fields.Partition);
            bool isData = Is(ref reader, fields.Data);
            reader.Read();
            if (namesEvent)
            {
                hasName = true;
                error = ReadText(ref reader, fields.Event!, "event name", _nameBuffer, out name);
            }

            if (namesNamespace)
            {
                error = ReadText(ref reader, fields.Namespace!, "namespace", _namespaceBuffer, out ns) ?? error;
            }

            partition = namesPartition ? ReadPartition(ref reader) : partition;
            if (isData)
            {
                int start = (int)reader.TokenStartIndex;
                reader.Skip();
                data = line[start..(int)reader.BytesConsumed];
            }
        }

        error ??= !hasName ? $"no member \"{fields.Event}\" to take the event name from"
            : data.IsEmpty ? $"no member \"{fields.Data}\" to take the data from"
            : null;
        HookEventDescriptor? descriptor = error is null ? Find(ns, name, fields, out error) : null;
        parsed = descriptor is null ? default : new EventLine(descriptor, data, partition);
        return error;
    }

    private HookEventDescriptor? Find(ReadOnlySpan<char> ns, ReadOnlySpan<char> name, LineFields fields, out string? error)
    {
        error = name.IsEmpty ? $"the event name in \"{fields.Event}\" is empty"
            : ns.IsEmpty ? $"the namespace in \"{fields.Namespace}\" is empty"
            : null;
        return error is null ? _descriptors.Find(ns, name, out error) : null;
    }

    private static bool Is(ref Utf8JsonReader reader, string? field) => field is not null && reader.ValueTextEquals(field);

    private static string? ReadText(scoped ref Utf8JsonReader reader, string field, string what, char[] buffer, out ReadOnlySpan<char> text)
    {
        text = default;
        if (reader.TokenType != JsonTokenType.String)
        {
            return $"the member \"{field}\" is not a string";
        }

        if (reader.ValueSpan.Length > buffer.Length)
        {
            return $"the {what} in \"{field}\" is longer than {Figures.Count(buffer.Length)} bytes";
        }

        try
        {
            text = buffer.AsSpan(0, reader.CopyString(buffer));
            return null;
        }
        catch (InvalidOperationException)
        {
            return $"the {what} in \"{field}\" has half a surrogate pair, which is no text";
        }
    }

    /// <summary>Only strings, numbers and booleans are keys.</summary>
    private uint ReadPartition(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String when reader.ValueIsEscaped => PartitionHash.Of(Encoding.UTF8.GetBytes(reader.GetString()!)),
        JsonTokenType.String or JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False => PartitionHash.Of(reader.ValueSpan),
        _ => _defaultPartition,
    };
}

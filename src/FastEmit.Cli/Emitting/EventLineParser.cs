using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Unicode;
using FastEmit.Events;

namespace FastEmit.Cli.Emitting;

/// <summary>
/// Finds the event that a line belongs to. That the line is one valid JSON value is for
/// <see cref="HookEmitter.EmitJson(HookEventDescriptor, ReadOnlySpan{byte})"/> to check. Allocates nothing for an event
/// name that was seen before.
/// </summary>
internal sealed class EventLineParser
{
    private const int MaxNameChars = 256;

    /// <summary>Bounds the memory that ever new names in the input can take.</summary>
    private const int MaxCachedNames = 1024;

    private readonly string _namespace;
    private readonly HookEventDescriptor? _default;
    private readonly string? _field;
    private readonly Dictionary<string, HookEventDescriptor> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HookEventDescriptor>.AlternateLookup<ReadOnlySpan<char>> _bySpan;

    /// <param name="namespace">The namespace of all events.</param>
    /// <param name="name">The event name of lines that do not name one themselves, or null when each line must.</param>
    /// <param name="field">The top-level member that holds the event name, or null when lines do not name their event.</param>
    /// <exception cref="ArgumentException">The name is reserved, or the namespace is not one.</exception>
    public EventLineParser(string @namespace, string? name, string? field)
    {
        _namespace = @namespace;
        _field = field;
        _default = name is null ? null : HookEventDescriptor.Create(name, @namespace);
        _bySpan = _byName.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Parses a line.</summary>
    /// <param name="line">The line, which is also the event's data.</param>
    /// <param name="descriptor">The event.</param>
    /// <param name="error">Why the line cannot be emitted.</param>
    /// <exception cref="JsonException">The line had to be read, and is not JSON.</exception>
    public bool TryParse(
        ReadOnlySpan<byte> line, [NotNullWhen(true)] out HookEventDescriptor? descriptor, [NotNullWhen(false)] out string? error)
    {
        error = null;
        descriptor = _field is null ? _default : Find(line, out error);
        if (descriptor is null && error is null)
        {
            descriptor = _default;
            error = descriptor is null ? $"no member \"{_field}\" to take the event name from" : null;
        }

        return descriptor is not null;
    }

    /// <summary>Null without an error when the line does not name its event.</summary>
    private HookEventDescriptor? Find(ReadOnlySpan<byte> line, out string? error)
    {
        error = null;
        HookEventDescriptor? found = null;
        if (!Utf8.IsValid(line))
        {
            throw new JsonException("The data is not valid UTF-8."); // a reader would not notice before it copies the name
        }

        var reader = new Utf8JsonReader(line);
        while (reader.Read())
        {
            if (reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals(_field))
            {
                reader.Read();
                found = ReadName(ref reader, out error); // the last one counts, as in JavaScript
            }
        }

        return found;
    }

    private HookEventDescriptor? ReadName(ref Utf8JsonReader reader, out string? error)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            error = $"the member \"{_field}\" is not a string";
            return null;
        }

        if (reader.ValueSpan.Length > MaxNameChars)
        {
            error = $"the event name in \"{_field}\" is longer than {MaxNameChars} bytes";
            return null;
        }

        Span<char> buffer = stackalloc char[MaxNameChars];
        ReadOnlySpan<char> name = buffer[..reader.CopyString(buffer)];
        error = null;
        return _bySpan.TryGetValue(name, out HookEventDescriptor? known) ? known : Describe(name.ToString(), out error);
    }

    private HookEventDescriptor? Describe(string name, out string? error)
    {
        try
        {
            var descriptor = HookEventDescriptor.Create(name, _namespace);
            if (_byName.Count == MaxCachedNames)
            {
                _byName.Clear();
            }

            _byName.Add(name, descriptor);
            error = null;
            return descriptor;
        }
        catch (ArgumentException)
        {
            error = name.Length == 0 ? $"the event name in \"{_field}\" is empty" : $"Socket.IO reserves the event name \"{name}\"";
            return null;
        }
    }
}

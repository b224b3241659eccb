using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using System.Text.Json;
using FastEmit.SocketIO.Receiving;

namespace FastEmit.SocketIO.Events;

/// <summary>
/// Reads JSON for generated code: member by member, in one pass. What is usual (objects, plain strings, integers) is read here;
/// everything else is given to <see cref="Utf8JsonReader"/>, so that it means the same.
/// </summary>
public ref partial struct EventReader
{
    /// <summary>System.Text.Json's own limit.</summary>
    private const int MaxDepth = 64;

    private readonly ReadOnlySpan<byte> _json;
    private readonly ReadOnlyMemory<byte> _shared;
    private readonly AttachmentList _received;
    private readonly ReadOnlySpan<ReadOnlyMemory<byte>> _given;
    private int _at;
    private int _depth;
    private bool _needsComma;
    private ReadOnlySpan<byte> _member;

    private EventReader(ReadOnlySpan<byte> json, ReadOnlyMemory<byte> shared, AttachmentList received, ReadOnlySpan<ReadOnlyMemory<byte>> given)
    {
        _json = json;
        _shared = shared;
        _received = received;
        _given = given;
    }

    /// <summary>Reads an event from its data, one JSON object, tolerantly as System.Text.Json with its web defaults. Thread-safe.</summary>
    /// <exception cref="JsonException">It is not JSON, or not of this type; the message names the member.</exception>
    public static T Read<T>(ReadOnlySpan<byte> utf8Json)
        where T : IReceivedEvent<T> => Read<T>(new EventReader(utf8Json, default, default, default), mayGoOn: false);

    /// <summary>Reads an event with attachments, to which its data refers.</summary>
    /// <inheritdoc cref="Read{T}(ReadOnlySpan{byte})"/>
    public static T Read<T>(ReadOnlySpan<byte> utf8Json, ReadOnlySpan<ReadOnlyMemory<byte>> attachments)
        where T : IReceivedEvent<T> => Read<T>(new EventReader(utf8Json, default, default, attachments), mayGoOn: false);

    /// <summary>
    /// Reads an event whose <c>[Utf8Text] ReadOnlyMemory&lt;byte&gt;</c> members may point into its data, so that they cost no allocation: they
    /// are valid as long as the data is left as it is. A text with escapes is copied.
    /// </summary>
    /// <inheritdoc cref="Read{T}(ReadOnlySpan{byte})"/>
    public static T ReadShared<T>(ReadOnlyMemory<byte> utf8Json, ReadOnlySpan<ReadOnlyMemory<byte>> attachments = default)
        where T : IReceivedEvent<T> => Read<T>(new EventReader(utf8Json.Span, utf8Json, default, attachments), mayGoOn: false);

    /// <summary>Reads an event that more arguments may follow, behind a comma.</summary>
    internal static T ReadArgument<T>(ReadOnlySpan<byte> utf8Json, AttachmentList attachments)
        where T : IReceivedEvent<T> => Read<T>(new EventReader(utf8Json, default, attachments, default), mayGoOn: true);

    private static T Read<T>(EventReader reader, bool mayGoOn)
        where T : IReceivedEvent<T>
    {
        try
        {
            T value = T.Read(ref reader);
            reader.SkipSpace();
            return reader._at == reader._json.Length || mayGoOn && reader._json[reader._at] == ','
                ? value
                : throw new JsonException($"There is more behind the object, at byte {reader._at}.");
        }
        catch (Exception exception) when (exception is JsonException or FormatException or OverflowException or InvalidOperationException or ArgumentException)
        {
            string member = reader._member.IsEmpty ? "" : $"member '{Encoding.UTF8.GetString(reader._member)}' of ";
            throw new JsonException($"Cannot read {member}event '{T.ReceivedName}': {exception.Message}", exception);
        }
    }

    /// <summary>Goes into an object; false for null.</summary>
    public bool TryEnterObject() => TryEnter((byte)'{', "an object");

    /// <summary>Goes into an array; false for null.</summary>
    public bool TryEnterArray() => TryEnter((byte)'[', "an array");

    /// <summary>
    /// Goes to the value of the next member if that is the one that a writer of this type would put there, with no spaces; else
    /// <see cref="NextMember"/> is to be asked.
    /// </summary>
    /// <param name="quoted">The name with its quotes and the colon.</param>
    public bool TryMember(ReadOnlySpan<byte> quoted)
    {
        int at = _at;
        if (_needsComma)
        {
            if (Peek() != ',')
            {
                return false;
            }

            at++;
        }

        if (!_json[at..].StartsWith(quoted))
        {
            return false;
        }

        _at = at + quoted.Length;
        _needsComma = true;
        _member = _json.Slice(at + 1, quoted.Length - 3);
        return true;
    }

    /// <summary>The next member's name, without escapes; false at the object's end.</summary>
    public bool NextMember(out ReadOnlySpan<byte> name)
    {
        if (!Next((byte)'}'))
        {
            name = default;
            return false;
        }

        ReadOnlySpan<byte> found = Plain(out bool isPlain, out _);
        if (!isPlain)
        {
            found = Unescape();
        }

        _member = found;
        name = found;
        Colon();
        return true;
    }

    /// <summary>
    /// What tells which type the object is, wherever it stands in it; nothing is read. A text is given without its quotes, anything else as its
    /// JSON; empty when there is none.
    /// </summary>
    public readonly ReadOnlySpan<byte> Discriminator(scoped ReadOnlySpan<byte> name, out bool isText)
    {
        EventReader ahead = this;
        isText = false;
        if (!ahead.TryEnterObject())
        {
            return default;
        }

        while (ahead.NextMember(out ReadOnlySpan<byte> found))
        {
            if (!found.SequenceEqual(name))
            {
                ahead.Skip();
                continue;
            }

            ahead.SkipSpace();
            isText = ahead.Peek() == '"';
            return isText ? ahead.Utf8() : ahead.Raw();
        }

        return default;
    }

    /// <summary>Whether another element follows.</summary>
    public bool NextElement() => Next((byte)']');

    /// <summary>Whether the value is null, which is read then.</summary>
    public bool TryNull()
    {
        SkipSpace();
        if (Peek() != 'n')
        {
            return false;
        }

        Skip();
        return true;
    }

    /// <summary>Passes over a value, which has to be JSON.</summary>
    public void Skip()
    {
        Utf8JsonReader reader = Begin();
        reader.Skip();
        End(in reader);
    }

    /// <summary>Whether a name is the same but for the case of its letters.</summary>
    public static bool SameName(ReadOnlySpan<byte> name, ReadOnlySpan<byte> expected) =>
        Ascii.IsValid(expected)
            ? Ascii.EqualsIgnoreCase(name, expected)
            : string.Equals(Encoding.UTF8.GetString(name), Encoding.UTF8.GetString(expected), StringComparison.OrdinalIgnoreCase);

    /// <summary>The exception for a value that must not be null, or is missing.</summary>
    public static JsonException Missing(string what) => new($"{what} is missing or null.");

    /// <summary>The exception for an object of which nobody knows the type.</summary>
    public static JsonException UnknownType(string type, string name, ReadOnlySpan<byte> told) => new(told.IsEmpty
        ? $"'{name}' is missing, which tells the types of '{type}' apart."
        : $"'{Encoding.UTF8.GetString(told)}' as '{name}' is none of the types of '{type}'.");

    private bool TryEnter(byte bracket, string what)
    {
        if (TryNull())
        {
            return false;
        }

        if (Peek() != bracket)
        {
            throw Unexpected(what);
        }

        if (++_depth > MaxDepth)
        {
            throw new JsonException($"It is nested more than {MaxDepth} levels deep.");
        }

        _at++;
        _needsComma = false;
        return true;
    }

    private void Colon()
    {
        SkipSpace();
        if (Peek() != ':')
        {
            throw Unexpected("':'");
        }

        _at++;
    }

    private bool Next(byte end)
    {
        SkipSpace();
        byte found = Peek();
        if (found == end)
        {
            _at++;
            _depth--;
            _needsComma = true;
            return false;
        }

        if (_needsComma)
        {
            if (found != ',')
            {
                throw Unexpected("',' or the end");
            }

            _at++;
            SkipSpace();
        }

        _needsComma = true;
        return true;
    }

    private void SkipSpace()
    {
        while ((uint)_at < (uint)_json.Length && _json[_at] <= ' ' && _json[_at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            _at++;
        }
    }

    private readonly byte Peek() => (uint)_at < (uint)_json.Length ? _json[_at] : (byte)0;

    /// <summary>The inside of a string without escapes, which is read then; else nothing is.</summary>
    private ReadOnlySpan<byte> Plain(out bool isPlain, out bool isAscii)
    {
        if (Peek() != '"')
        {
            throw Unexpected("a string");
        }

        int start = _at + 1;
        int end = PlainEnd(start, out isAscii);
        isPlain = end < _json.Length && _json[end] == '"';
        if (!isPlain)
        {
            return default;
        }

        _at = end + 1;
        return _json[start..end];
    }

    /// <summary>Where the plain part of a string ends: at a quote, an escape, or a control character, which JSON forbids; or at the JSON's end.</summary>
    private readonly int PlainEnd(int at, out bool isAscii)
    {
        ref byte json = ref MemoryMarshal.GetReference(_json);
        uint all = 0;
        for (; at <= _json.Length - Vector128<byte>.Count; at += Vector128<byte>.Count)
        {
            Vector128<byte> bytes = Vector128.LoadUnsafe(ref json, (nuint)at);
            uint special = (Vector128.Equals(bytes, Vector128.Create((byte)'"'))
                | Vector128.Equals(bytes, Vector128.Create((byte)'\\'))
                | Vector128.Equals(Vector128.Min(bytes, Vector128.Create((byte)0x1F)), bytes)).ExtractMostSignificantBits();
            uint high = bytes.ExtractMostSignificantBits();
            if (special != 0)
            {
                int length = BitOperations.TrailingZeroCount(special);
                isAscii = (all | high & ((1u << length) - 1)) == 0;
                return at + length;
            }

            all |= high;
        }

        for (; at < _json.Length && _json[at] is not ((byte)'"' or (byte)'\\' or < 0x20); at++)
        {
            all |= (uint)_json[at] & 0x80;
        }

        isAscii = all == 0;
        return at;
    }

    /// <summary>A string with escapes as UTF-8. Rare: it allocates.</summary>
    private ReadOnlySpan<byte> Unescape()
    {
        Utf8JsonReader reader = Begin();
        byte[] text = new byte[reader.ValueSpan.Length];
        int length = reader.CopyString(text);
        End(in reader);
        return text.AsSpan(0, length);
    }

    /// <summary>A reader that stands on the value.</summary>
    private readonly Utf8JsonReader Begin()
    {
        Utf8JsonReader reader = new(_json[_at..]);
        reader.Read();
        return reader;
    }

    private void End(in Utf8JsonReader reader) => _at += (int)reader.BytesConsumed;

    private readonly JsonException Unexpected(string expected) => new(
        _at < _json.Length ? $"{expected} is expected at byte {_at}, not '{(char)_json[_at]}'." : $"{expected} is expected, but the JSON ends.");

    private static string Text(ReadOnlySpan<byte> utf8, bool isAscii)
    {
        if (isAscii)
        {
            return Encoding.Latin1.GetString(utf8); // for ASCII the same, and it only widens
        }

        return System.Text.Unicode.Utf8.IsValid(utf8) ? Encoding.UTF8.GetString(utf8) : throw new JsonException("The text is not UTF-8.");
    }
}

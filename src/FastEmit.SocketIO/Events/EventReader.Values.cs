using System.Buffers.Text;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace FastEmit.SocketIO.Events;

/// <content>Values. Numbers may stand in quotes, as the web defaults allow.</content>
public ref partial struct EventReader
{
    /// <summary>Reads a value of a collection.</summary>
    public delegate T ReadValue<out T>(scoped ref EventReader reader);

    /// <summary>The bits of an enum's value of that name.</summary>
    public delegate bool FindBits(ReadOnlySpan<byte> name, out ulong bits);

    /// <summary>A text, or null.</summary>
    public string? String()
    {
        if (Peek() != '"' && TryNull())
        {
            return null;
        }

        ReadOnlySpan<byte> plain = Plain(out bool isPlain, out bool isAscii);
        if (isPlain)
        {
            return Text(plain, isAscii);
        }

        Utf8JsonReader reader = Begin();
        string? text = reader.GetString();
        End(in reader);
        return text;
    }

    /// <summary>A text as UTF-8, or null.</summary>
    public byte[]? Utf8Text() => TryNull() ? null : Utf8().ToArray();

    /// <summary>A text as UTF-8: in the event's data where that may be (<see cref="ReadShared"/>), else copied.</summary>
    public ReadOnlyMemory<byte> Utf8View()
    {
        if (TryNull())
        {
            return default;
        }

        ReadOnlySpan<byte> text = Utf8();
        return !_shared.IsEmpty && _json.Overlaps(text, out int start) ? _shared.Slice(start, text.Length) : text.ToArray();
    }

    /// <summary>Bytes that came beside the packet, or null. Base64 is taken too: a fallback writes them so.</summary>
    public byte[]? Attachment()
    {
        SkipSpace();
        if (Peek() == '"')
        {
            return Base64();
        }

        if (!TryEnterObject())
        {
            return null;
        }

        bool isPlaceholder = false;
        int number = -1;
        while (NextMember(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("_placeholder"u8))
            {
                isPlaceholder = Boolean();
            }
            else if (name.SequenceEqual("num"u8))
            {
                number = Int32();
            }
            else
            {
                Skip();
            }
        }

        return !isPlaceholder || number < 0 ? throw new JsonException("An attachment's placeholder, or base64, is expected.")
            : number < _received.Count ? _received[number].ToArray()
            : number < _given.Length ? _given[number].ToArray()
            : throw new JsonException($"Attachment {number} did not come with the event.");
    }

    /// <summary>Bytes in base64, or null.</summary>
    public byte[]? Base64()
    {
        if (TryNull())
        {
            return null;
        }

        Utf8JsonReader reader = Begin();
        byte[] bytes = reader.GetBytesFromBase64();
        End(in reader);
        return bytes;
    }

    /// <summary>A value as its own JSON.</summary>
    public byte[] RawBytes() => Raw().ToArray();

    /// <summary>A value as its own JSON.</summary>
    public string RawText() => Encoding.UTF8.GetString(Raw());

    /// <summary>True or false.</summary>
    public bool Boolean()
    {
        SkipSpace();
        ReadOnlySpan<byte> rest = _json[_at..];
        if (rest.StartsWith("true"u8))
        {
            _at += 4;
            return true;
        }

        if (rest.StartsWith("false"u8))
        {
            _at += 5;
            return false;
        }

        throw Unexpected("true or false");
    }

    /// <summary>An integer.</summary>
    public int Int32() => checked((int)Int64());

    /// <summary>An integer.</summary>
    public uint UInt32() => checked((uint)Int64());

    /// <summary>An integer.</summary>
    public long Int64()
    {
        SkipSpace();
        int at = _at;
        bool isNegative = Peek() == '-';
        int first = at + (isNegative ? 1 : 0);
        int end = first;
        long value = 0;
        while ((uint)end < (uint)_json.Length && end - first < 18 && (uint)(_json[end] - '0') <= 9)
        {
            value = (value * 10) + (_json[end++] - '0');
        }

        // What is longer, has a fraction, or stands in quotes is not for here; nor is 007.
        if (end > first && end < _json.Length && _json[end] is (byte)',' or (byte)'}' or (byte)']' && (_json[first] != '0' || end == first + 1))
        {
            _at = end;
            return isNegative ? -value : value;
        }

        return Number<long>();
    }

    /// <summary>An integer.</summary>
    public ulong UInt64() => Number<ulong>();

    /// <summary>An integer.</summary>
    public Int128 Int128() => Number<Int128>();

    /// <summary>An integer.</summary>
    public UInt128 UInt128() => Number<UInt128>();

    /// <summary>An integer of any size.</summary>
    public BigInteger BigInteger() => System.Numerics.BigInteger.Parse(Encoding.UTF8.GetString(NumberText()), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    /// <summary>A number; null for what JSON has no number for.</summary>
    public Half Half() => TryNull() ? System.Half.NaN : Number<Half>();

    /// <inheritdoc cref="Half"/>
    public float Single() => TryNull() ? float.NaN : Number<float>();

    /// <inheritdoc cref="Half"/>
    public double Double() => TryNull() ? double.NaN : Number<double>();

    /// <summary>A number.</summary>
    public decimal Decimal() => Number<decimal>();

    /// <summary>A text of one character.</summary>
    public char Char() => String() is [char only] ? only : throw new JsonException("A text of one character is expected.");

    /// <summary>A GUID.</summary>
    public Guid Guid()
    {
        SkipSpace();
        Utf8JsonReader reader = Begin();
        Guid value = reader.GetGuid();
        End(in reader);
        return value;
    }

    /// <summary>An ISO 8601 time.</summary>
    public DateTime DateTime()
    {
        SkipSpace();
        Utf8JsonReader reader = Begin();
        DateTime value = reader.GetDateTime();
        End(in reader);
        return value;
    }

    /// <summary>An ISO 8601 time.</summary>
    public DateTimeOffset DateTimeOffset()
    {
        SkipSpace();
        Utf8JsonReader reader = Begin();
        DateTimeOffset value = reader.GetDateTimeOffset();
        End(in reader);
        return value;
    }

    /// <summary>A day.</summary>
    public DateOnly DateOnly() => System.DateOnly.ParseExact(Given(), "yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A time of day.</summary>
    public TimeOnly TimeOnly() => System.TimeOnly.FromTimeSpan(TimeSpan());

    /// <summary>A length of time.</summary>
    public TimeSpan TimeSpan()
    {
        SkipSpace();
        ReadOnlySpan<byte> text = Utf8();
        return Utf8Parser.TryParse(text, out TimeSpan value, out int read, 'c') && read == text.Length
            ? value
            : throw new JsonException("A length of time is expected: [-][d.]hh:mm:ss[.fffffff].");
    }

    /// <summary>A URI, or null.</summary>
    public Uri? Uri() => String() is { } text ? new Uri(text, UriKind.RelativeOrAbsolute) : null;

    /// <summary>A version, or null.</summary>
    public Version? Version() => String() is { } text ? System.Version.Parse(text) : null;

    /// <summary>Any JSON.</summary>
    public JsonElement Element() => JsonElement.Parse(Raw());

    /// <summary>Any JSON, or null.</summary>
    public JsonDocument? Document() => TryNull() ? null : JsonDocument.Parse(RawBytes());

    /// <summary>Any JSON, or null.</summary>
    public JsonNode? Node() => JsonNode.Parse(Raw());

    /// <summary>An enum's value by its names, with commas between them, or its number.</summary>
    /// <param name="find">Finds the value of a name.</param>
    /// <param name="isUnsigned">Whether its numbers are those of <see cref="ulong"/>, else of <see cref="long"/>.</param>
    public ulong EnumBits(FindBits find, bool isUnsigned)
    {
        SkipSpace();
        if (Peek() != '"')
        {
            return isUnsigned ? UInt64() : unchecked((ulong)Int64());
        }

        ReadOnlySpan<byte> names = Utf8();
        ulong all = 0;
        foreach (Range range in names.Split((byte)','))
        {
            ReadOnlySpan<byte> name = names[range].Trim((byte)' ');
            all |= find(name, out ulong bits) || TryNumber(name, out bits) ? bits : throw new JsonException($"'{Encoding.UTF8.GetString(names)}' is none of the enum's names.");
        }

        return all;
    }

    /// <summary>What a converter reads.</summary>
    public T Converted<TConverter, T>()
        where TConverter : IReceivedConverter<T> => TConverter.Read(ref this);

    /// <summary>What a converter of System.Text.Json reads.</summary>
    /// <remarks>A value that is null and the converter does not ask for is null; it is an error where the type has none.</remarks>
    public T? Bridged<TConverter, T>()
        where TConverter : JsonConverter, new()
    {
        JsonConverter<T> converter = ReceivedBridge<TConverter, T>.Converter;
        SkipSpace();
        if (!converter.HandleNull && TryNull())
        {
            return default(T) is null ? default : throw Missing($"A value of type {typeof(T).Name}");
        }

        Utf8JsonReader reader = Begin();
        T? value = converter.Read(ref reader, typeof(T), ReceivedJson.Options);
        if (reader.CurrentDepth != 0 || reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            throw new JsonException($"The converter '{typeof(TConverter)}' read too little: it has to read exactly one JSON value.");
        }

        End(in reader);
        return value;
    }

    /// <summary>A text that a type makes a value of by itself; null where the type has that.</summary>
    public T? Parsed<T>()
        where T : ISpanParsable<T> => String() is { } text ? T.Parse(text, CultureInfo.InvariantCulture)
        : default(T) is null ? default
        : throw Missing($"A value of type {typeof(T).Name}");

    /// <summary>A key that is true or false.</summary>
    public bool KeyBoolean()
    {
        ReadOnlySpan<byte> text = Utf8();
        return Utf8Parser.TryParse(text, out bool value, out int read) && read == text.Length ? value : throw new JsonException("A key that is true or false is expected.");
    }

    /// <summary>A list, or null.</summary>
    public List<T>? List<T>(ReadValue<T> read)
    {
        if (!TryEnterArray())
        {
            return null;
        }

        List<T> list = [];
        while (NextElement())
        {
            list.Add(read(ref this));
        }

        return list;
    }

    /// <summary>An array, or null.</summary>
    public T[]? Array<T>(ReadValue<T> read) => List(read)?.ToArray();

    /// <summary>A dictionary, or null.</summary>
    public Dictionary<TKey, T>? Dictionary<TKey, T>(ReadValue<TKey> readKey, ReadValue<T> read)
        where TKey : notnull
    {
        if (!TryEnterObject())
        {
            return null;
        }

        Dictionary<TKey, T> pairs = [];
        while (Next((byte)'}'))
        {
            TKey key = Peek() == '"' ? readKey(ref this) : throw Unexpected("a string");
            Colon();
            pairs[key] = read(ref this);
        }

        return pairs;
    }

    /// <summary>Another collection, made of what was read; that of null is the default.</summary>
    public static TMade? Make<TRead, TMade>(TRead? read, Func<TRead, TMade> make)
        where TRead : class => read is null ? default : make(read);

    /// <summary>Adds the member whose name was read to those that no member of the type is for.</summary>
    public Dictionary<string, T> Extend<T>(Dictionary<string, T>? pairs, ReadOnlySpan<byte> name, ReadValue<T> read)
    {
        pairs ??= [];
        pairs[Text(name, Ascii.IsValid(name))] = read(ref this);
        return pairs;
    }

    /// <inheritdoc cref="Extend{T}"/>
    public JsonObject Extend(JsonObject? pairs, ReadOnlySpan<byte> name)
    {
        pairs ??= [];
        pairs[Text(name, Ascii.IsValid(name))] = Node();
        return pairs;
    }

    /// <summary>The number of an enum that is written by number, which quotes are not allowed around.</summary>
    public long EnumNumber()
    {
        SkipSpace();
        return Peek() == '"' ? throw Unexpected("a number") : Int64();
    }

    private static bool TryNumber(ReadOnlySpan<byte> text, out ulong bits)
    {
        bool isNegative = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number);
        bits = unchecked((ulong)number);
        return isNegative || ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out bits);
    }

    private ReadOnlySpan<byte> Raw()
    {
        SkipSpace();
        int start = _at;
        Skip();
        return _json[start.._at];
    }

    private string Given() => String() ?? throw new JsonException("null is not accepted.");

    private ReadOnlySpan<byte> Utf8()
    {
        SkipSpace();
        ReadOnlySpan<byte> plain = Plain(out bool isPlain, out bool isAscii);
        return !isPlain ? Unescape()
            : isAscii || System.Text.Unicode.Utf8.IsValid(plain) ? plain : throw new JsonException("The text is not UTF-8.");
    }

    /// <summary>A number's digits, also out of quotes. Checked to be a number of JSON.</summary>
    private ReadOnlySpan<byte> NumberText()
    {
        SkipSpace();
        if (Peek() == '"')
        {
            return Utf8();
        }

        Utf8JsonReader reader = Begin();
        if (reader.TokenType != JsonTokenType.Number)
        {
            throw Unexpected("a number");
        }

        ReadOnlySpan<byte> digits = reader.ValueSpan;
        End(in reader);
        return digits;
    }

    private T Number<T>()
        where T : IUtf8SpanParsable<T>, INumberBase<T>
    {
        ReadOnlySpan<byte> digits = NumberText();
        return T.TryParse(digits, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out T? value)
            ? value
            : throw new JsonException($"'{Encoding.UTF8.GetString(digits)}' is no number of type {typeof(T).Name}.");
    }
}

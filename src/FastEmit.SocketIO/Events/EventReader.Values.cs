using System.Buffers.Text;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

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
    public Dictionary<string, T>? Dictionary<T>(ReadValue<T> read)
    {
        if (!TryEnterObject())
        {
            return null;
        }

        Dictionary<string, T> pairs = [];
        while (NextMember(out ReadOnlySpan<byte> name))
        {
            pairs[Text(name, Ascii.IsValid(name))] = read(ref this);
        }

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

using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FastEmit.Tests.Events.Differential;

/// <summary>Random values with a liking for the edges. The same seed gives the same values.</summary>
internal sealed class RandomValues(int seed)
{
    private static readonly string[] Fragments =
    [
        "\"", "\\", "\0", "\b\f\n\r\t", "\u001f", "\u007f", "\u0080", "é", "ÿ", "Ā", "\u07ff", "\u0800", "€", "中文", "\ud7ff", "\ue000", "\uffff",
        "😀", "\U0010ffff", "\U00010000", "\ud800", "\udbff", "\udc00", "\udfff", "\udc00\ud800", "\u2028\u2029", "<>&'+`/", "plain words",
    ];

    private readonly Random _random = new(seed);

    public bool Chance(int oneIn) => _random.Next(oneIn) == 0;

    public int Number(int below) => _random.Next(below);

    public T? Maybe<T>(Func<T> create)
        where T : struct => Chance(3) ? null : create();

    public T? MaybeNull<T>(Func<T> create)
        where T : class => Chance(5) ? null : create();

    public T OneOf<T>(params ReadOnlySpan<T> values) => values[_random.Next(values.Length)];

    public bool Bool() => Chance(2);

    public char Char() => Chance(2) ? (char)_random.Next(0x20, 0x7F) : (char)_random.Next(char.MaxValue + 1);

    public string Text()
    {
        int parts = Chance(20) ? _random.Next(200) : _random.Next(5);
        var text = new System.Text.StringBuilder();
        for (int i = 0; i < parts; i++)
        {
            _ = _random.Next(3) switch
            {
                0 => text.Append(OneOf<string>(Fragments)),
                1 => text.Append(Char()),
                _ => text.Append('x', _random.Next(40)),
            };
        }

        return text.ToString();
    }

    public long Int64() => _random.Next(6) switch
    {
        0 => OneOf<long>(0, -1, 1, long.MinValue, long.MaxValue, int.MinValue, int.MaxValue, uint.MaxValue, 9, 10, 99, 100, 999_999_999, 1_000_000_000),
        _ => _random.NextInt64(long.MinValue, long.MaxValue) >> _random.Next(64),
    };

    public Int128 Int128() => _random.Next(4) switch
    {
        0 => OneOf(System.Int128.MinValue, System.Int128.MaxValue, System.Int128.Zero),
        _ => new Int128((ulong)Int64(), (ulong)Int64()),
    };

    public double Finite()
    {
        if (Chance(4))
        {
            return OneOf(0.0, -0.0, double.Epsilon, -double.Epsilon, double.MaxValue, double.MinValue, 2.2250738585072014E-308, 1e21, 1e-7, 0.1, 1.0 / 3);
        }

        double value;
        do
        {
            value = BitConverter.Int64BitsToDouble(_random.NextInt64(long.MinValue, long.MaxValue));
        }
        while (!double.IsFinite(value));
        return value;
    }

    public float FiniteSingle()
    {
        float value = (float)Finite();
        return float.IsFinite(value) ? value : float.MaxValue;
    }

    public Half FiniteHalf()
    {
        var value = (Half)_random.Next(-70_000, 70_000);
        return Half.IsFinite(value) ? value : Half.MaxValue;
    }

    public double AnyDouble() => Chance(3) ? OneOf(double.NaN, double.PositiveInfinity, double.NegativeInfinity) : Finite();

    public decimal Decimal() => Chance(4)
        ? OneOf(0m, decimal.MaxValue, decimal.MinValue, 1.10m, -0.0000000000000000000000000001m)
        : new decimal(_random.Next(), _random.Next(), _random.Next(), Bool(), (byte)_random.Next(29));

    public Guid Guid()
    {
        Span<byte> bytes = stackalloc byte[16];
        _random.NextBytes(bytes);
        return Chance(10) ? System.Guid.Empty : new Guid(bytes);
    }

    public DateTime DateTime()
    {
        // A day from both ends: local times must not fall out of the range.
        long ticks = _random.NextInt64(System.TimeSpan.TicksPerDay, System.DateTime.MaxValue.Ticks - System.TimeSpan.TicksPerDay);
        ticks -= ticks % OneOf<long>(1, 10, 10_000, System.TimeSpan.TicksPerSecond, System.TimeSpan.TicksPerDay);
        return new DateTime(ticks, OneOf(DateTimeKind.Utc, DateTimeKind.Local, DateTimeKind.Unspecified));
    }

    public DateTimeOffset DateTimeOffset() =>
        new(System.DateTime.SpecifyKind(DateTime(), DateTimeKind.Unspecified), System.TimeSpan.FromMinutes(_random.Next(-14 * 60, (14 * 60) + 1)));

    public DateOnly DateOnly() => System.DateOnly.FromDateTime(DateTime());

    public TimeOnly TimeOnly() => System.TimeOnly.FromDateTime(DateTime());

    public TimeSpan TimeSpan() => Chance(5) ? OneOf(System.TimeSpan.MinValue, System.TimeSpan.MaxValue, System.TimeSpan.Zero) : new TimeSpan(Int64());

    public byte[] Bytes()
    {
        byte[] bytes = new byte[_random.Next(Chance(10) ? 300 : 20)];
        _random.NextBytes(bytes);
        return bytes;
    }

    public T[] Array<T>(Func<T> create, int below = 6)
    {
        var items = new T[_random.Next(below)];
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = create();
        }

        return items;
    }

    public Dictionary<TKey, TValue> Dictionary<TKey, TValue>(Func<TKey> key, Func<TValue> value)
        where TKey : notnull
    {
        var pairs = new Dictionary<TKey, TValue>();
        for (int i = _random.Next(5); i > 0; i--)
        {
            pairs[key()] = value();
        }

        return pairs;
    }

    public JsonNode? Node(int depth = 3) => _random.Next(depth > 0 ? 7 : 5) switch
    {
        0 => null,
        1 => JsonValue.Create(Text()),
        2 => JsonValue.Create(Finite()),
        3 => JsonValue.Create(Bool()),
        4 => JsonValue.Create(Int64()),
        5 => new JsonArray(Array(() => Node(depth - 1))),
        _ => new JsonObject(Dictionary(() => "k" + Number(100), () => Node(depth - 1))),
    };

    public JsonElement Element() => JsonElement.Parse(Node()?.ToJsonString() ?? "null");

    public BigInteger BigInteger() => new(Bytes());
}

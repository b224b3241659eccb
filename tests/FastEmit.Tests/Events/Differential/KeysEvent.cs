using FastEmit.Events;

namespace FastEmit.Tests.Events.Differential;

/// <summary>Every kind of key that a dictionary can have.</summary>
[HookEvent("keys")]
public readonly partial record struct KeysEvent(
    Dictionary<DayOfWeek, int>? ByDay,
    Dictionary<SmallFlags, int>? ByFlags,
    Dictionary<LongKey, int>? ByLongKey,
    Dictionary<NamedKey, int>? ByNamedKey,
    Dictionary<string, int>? ByText,
    Dictionary<bool, int>? ByFlag,
    Dictionary<char, int>? ByChar,
    Dictionary<sbyte, int>? ByInt8,
    Dictionary<byte, int>? ByUInt8,
    Dictionary<short, int>? ByInt16,
    Dictionary<ushort, int>? ByUInt16,
    Dictionary<int, int>? ByInt32,
    Dictionary<uint, int>? ByUInt32,
    Dictionary<long, int>? ByInt64,
    Dictionary<ulong, int>? ByUInt64,
    Dictionary<Int128, int>? ByInt128,
    Dictionary<UInt128, int>? ByUInt128,
    Dictionary<Half, int>? ByHalf,
    Dictionary<float, int>? BySingle,
    Dictionary<double, int>? ByDouble,
    Dictionary<decimal, int>? ByDecimal,
    Dictionary<Guid, int>? ByGuid,
    Dictionary<DateTime, int>? ByTime,
    Dictionary<DateTimeOffset, int>? ByOffset,
    Dictionary<DateOnly, int>? ByDate,
    Dictionary<TimeOnly, int>? ByTimeOfDay,
    Dictionary<TimeSpan, int>? ByDuration,
    Dictionary<Uri, int>? ByUri,
    Dictionary<Version, int>? ByVersion)
{
    internal static KeysEvent Random(RandomValues random) => new(
        Of(random, () => (DayOfWeek)random.Number(100)),
        Of(random, () => (SmallFlags)random.Number(256)),
        Of(random, () => (LongKey)random.Int64()),
        Of(random, () => (NamedKey)(random.Number(12) - 3)),
        Of(random, random.Text),
        Of(random, random.Bool),
        Of(random, () => (char)random.Number(0xD800)),
        Of(random, () => (sbyte)random.Int64()),
        Of(random, () => (byte)random.Int64()),
        Of(random, () => (short)random.Int64()),
        Of(random, () => (ushort)random.Int64()),
        Of(random, () => (int)random.Int64()),
        Of(random, () => (uint)random.Int64()),
        Of(random, random.Int64),
        Of(random, () => (ulong)random.Int64()),
        Of(random, () => (Int128)random.Int64() * random.Int64()),
        Of(random, () => (UInt128)(ulong)random.Int64() * (ulong)random.Int64()),
        Of(random, () => (Half)random.Number(100)),
        Of(random, () => (float)random.Finite()),
        Of(random, random.Finite),
        Of(random, random.Decimal),
        Of(random, random.Guid),
        Of(random, random.DateTime),
        Of(random, () => new DateTimeOffset(random.Number(100_000) * TimeSpan.TicksPerDay / 7, TimeSpan.Zero)),
        Of(random, () => DateOnly.FromDayNumber(random.Number(1_000_000))),
        Of(random, () => new TimeOnly(random.Number(int.MaxValue))),
        Of(random, () => TimeSpan.FromTicks(random.Int64())),
        Of(random, () => new Uri("https://example.com/" + random.Number(100) + "?q=ä\"")),
        Of(random, () => new Version(random.Number(10), random.Number(10))));

    private static Dictionary<TKey, int>? Of<TKey>(RandomValues random, Func<TKey> key)
        where TKey : notnull => random.MaybeNull(() => random.Dictionary(key, () => random.Number(10)));
}

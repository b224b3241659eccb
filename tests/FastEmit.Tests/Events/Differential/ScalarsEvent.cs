using System.Text.Json.Serialization;
using FastEmit.Events;

namespace FastEmit.Tests.Events.Differential;

[HookEvent("scalars", Namespace = "/differential")]
public sealed partial record ScalarsEvent
{
    public string? Text { get; init; }

    public required string SecondText { get; init; }

    public char Char { get; init; }

    public bool Bool { get; init; }

    public sbyte Int8 { get; init; }

    public byte UInt8 { get; init; }

    public short Int16 { get; init; }

    public ushort UInt16 { get; init; }

    public int Int32 { get; init; }

    public uint UInt32 { get; init; }

    public long Int64 { get; init; }

    public ulong UInt64 { get; init; }

    public Int128 Int128 { get; init; }

    public UInt128 UInt128 { get; init; }

    public Half Half { get; init; }

    public float Single { get; init; }

    public double Double { get; init; }

    public decimal Decimal { get; init; }

    public Guid Guid { get; init; }

    public DateTime DateTime { get; init; }

    public DateTimeOffset DateTimeOffset { get; init; }

    public DateOnly DateOnly { get; init; }

    public TimeOnly TimeOnly { get; init; }

    public TimeSpan TimeSpan { get; init; }

    public Uri? Uri { get; init; }

    public Version? Version { get; init; }

    public DayOfWeek Day { get; init; }

    [JsonConverter(typeof(JsonStringEnumConverter<DayOfWeek>))]
    public DayOfWeek DayByName { get; init; }

    public SmallFlags Flags { get; init; }

    [JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
    public double NamedDouble { get; init; }

    [JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
    public float? NamedSingle { get; init; }

    [JsonNumberHandling(JsonNumberHandling.WriteAsString)]
    public long QuotedInt64 { get; init; }

    [JsonNumberHandling(JsonNumberHandling.WriteAsString)]
    public decimal? QuotedDecimal { get; init; }

    [JsonPropertyName("a \"quoted\" näme 😀")]
    [JsonPropertyOrder(-5)]
    public int Renamed { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? WhenNotNull { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Guid WhenNotDefault { get; init; }

    [JsonIgnore]
    public string? Never { get; init; }

    public int? OptionalInt32 { get; init; }

    public bool? OptionalBool { get; init; }

    public char? OptionalChar { get; init; }

    public Guid? OptionalGuid { get; init; }

    public DateTime? OptionalDateTime { get; init; }

    public TimeSpan? OptionalTimeSpan { get; init; }

    public SmallFlags? OptionalFlags { get; init; }

    public int Computed => Int32 ^ 1;

    [JsonInclude]
    internal int Included { get; init; }

    internal static ScalarsEvent Random(RandomValues random) => new()
    {
        Text = random.MaybeNull(random.Text),
        SecondText = random.Text(),
        Char = random.Char(),
        Bool = random.Bool(),
        Int8 = (sbyte)random.Int64(),
        UInt8 = (byte)random.Int64(),
        Int16 = (short)random.Int64(),
        UInt16 = (ushort)random.Int64(),
        Int32 = (int)random.Int64(),
        UInt32 = (uint)random.Int64(),
        Int64 = random.Int64(),
        UInt64 = (ulong)random.Int64(),
        Int128 = random.Int128(),
        UInt128 = (UInt128)random.Int128(),
        Half = random.FiniteHalf(),
        Single = random.FiniteSingle(),
        Double = random.Finite(),
        Decimal = random.Decimal(),
        Guid = random.Guid(),
        DateTime = random.DateTime(),
        DateTimeOffset = random.DateTimeOffset(),
        DateOnly = random.DateOnly(),
        TimeOnly = random.TimeOnly(),
        TimeSpan = random.TimeSpan(),
        Uri = random.MaybeNull(() => new Uri(random.OneOf("https://example.org/a?b=c&d=\"e\"", "relative/päth", "file:///tmp/x"), UriKind.RelativeOrAbsolute)),
        Version = random.MaybeNull(() => new Version(random.Number(100), random.Number(int.MaxValue), random.Number(9))),
        Day = (DayOfWeek)random.Number(9),
        DayByName = (DayOfWeek)random.Number(9),
        Flags = (SmallFlags)random.Number(40),
        NamedDouble = random.AnyDouble(),
        NamedSingle = random.Maybe(() => (float)random.AnyDouble()),
        QuotedInt64 = random.Int64(),
        QuotedDecimal = random.Maybe(random.Decimal),
        Renamed = (int)random.Int64(),
        WhenNotNull = random.MaybeNull(random.Text),
        WhenNotDefault = random.Guid(),
        Never = "never",
        OptionalInt32 = random.Maybe(() => (int)random.Int64()),
        OptionalBool = random.Maybe(random.Bool),
        OptionalChar = random.Maybe(random.Char),
        OptionalGuid = random.Maybe(random.Guid),
        OptionalDateTime = random.Maybe(random.DateTime),
        OptionalTimeSpan = random.Maybe(random.TimeSpan),
        OptionalFlags = random.Maybe(() => (SmallFlags)random.Number(40)),
        Included = (int)random.Int64(),
    };
}

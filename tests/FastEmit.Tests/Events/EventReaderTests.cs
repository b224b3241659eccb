using System.Buffers;
using System.Text;
using System.Text.Json;
using FastEmit.SocketIO.Events;

namespace FastEmit.Tests.Events;

/// <summary>The generated reader beside System.Text.Json with its web defaults, which it must agree with.</summary>
public sealed class EventReaderTests
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static TheoryData<string, string> EnumNumbers => [..
        from member in (string[])["byte", "short", "huge", "named_byte", "named_short", "named_huge"]
        from number in (string[])["0", "1", "255", "256", "-1", "32767", "32768", "-32768", "-32769", "65536", "4294967296", "18446744073709551615", "18446744073709551616"]
        select (member, number)];

    [Fact]
    public void Read_RandomRecords_AreWhatWasWritten()
    {
        Random random = new(11);
        for (int i = 0; i < 2_000; i++)
        {
            ReceivedOrder order = Make(random);
            ArrayBufferWriter<byte> json = new();
            order.Serialize(json);
            ReceivedOrder read = EventReader.Read<ReceivedOrder>(json.WrittenSpan);
            Assert.Equal(Text(order), Text(read));
        }
    }

    /// <summary>Members are shuffled, dropped, doubled, made null, of another type or case, with spaces, or cut off.</summary>
    [Fact]
    public void Read_RandomDocuments_AgreesWithSystemTextJson()
    {
        Random random = new(12);
        int read = 0;
        for (int i = 0; i < 20_000; i++)
        {
            string json = MutatedDocument.Of(Text(Make(random)), random);
            byte[] utf8 = Encoding.UTF8.GetBytes(json);
            string expected = Outcome(() => JsonSerializer.Deserialize<ReceivedOrder>(utf8, Web));
            string actual = Outcome(() => EventReader.Read<ReceivedOrder>(utf8));
            Assert.True(expected == actual, $"{json}\nSystem.Text.Json: {expected}\nFastEmit:         {actual}");
            read += actual == "refused" ? 0 : 1;
        }

        Assert.InRange(read, 2_000, 19_000); // both outcomes are met
    }

    [Theory]
    [InlineData("""{"id":"a","level":1,"to":{"street":"s","number":null,"next":{"street":"t"}}}""")]
    [InlineData("""{"id":"\u0061\n\"","LEVEL":"2","to":null}""")]
    [InlineData("""{"id":null,"level":1,"unknown":{"a":[1,{"b":"}"}]}}""")]
    [InlineData("""{"id":"a"}""")]
    [InlineData("""{"id":"a","level":null}""")]
    [InlineData("""{"id":"a","level":1.5}""")]
    [InlineData("""{"id":"\ud800","level":1}""")]
    [InlineData("""{"id":"a","level":1,}""")]
    [InlineData("""{"id":"a" "level":1}""")]
    [InlineData("""{"id":"a","level":01}""")]
    [InlineData("""{"id":"a","level":1,"x":tru}""")]
    [InlineData("""{"id":"a","level":1}x""")]
    [InlineData("""{"i\u0064":"a","level":1}""")]
    [InlineData("[]")]
    [InlineData("")]
    public void Read_Document_AgreesWithSystemTextJson(string json)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(json);
        Assert.Equal(Outcome(() => JsonSerializer.Deserialize<ReceivedPlaced>(utf8, Web)), Outcome(() => EventReader.Read<ReceivedPlaced>(utf8)));
    }

    [Theory]
    [InlineData("""{"id":"a","level":"x"}""", "member 'level' of event 'placed'")]
    [InlineData("""{"id":"a","level":1,"to":{"street":5}}""", "member 'street' of event 'placed'")]
    [InlineData("""{"id":"a"}""", "'level'")]
    [InlineData("""{"id":"a","level":99999999999}""", "member 'level'")]
    public void Read_WrongValue_NamesTheMember(string json, string expected) =>
        Assert.Contains(expected, Assert.Throws<JsonException>(() => EventReader.Read<ReceivedPlaced>(Encoding.UTF8.GetBytes(json))).Message, StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(EnumNumbers))]
    public void Read_NumberOfAnEnum_IsTakenWhereItsTypeHasIt(string member, string number)
    {
        string json = $"{{\"{member}\":{number}}}";
        Assert.Equal(
            Outcome(() => JsonSerializer.Deserialize<ReceivedNarrow>(json, Web)),
            Outcome(() => EventReader.Read<ReceivedNarrow>(Encoding.UTF8.GetBytes(json))));
    }

    [Fact]
    public void Read_Utf8Text_IsItsBytesInEveryForm()
    {
        ReceivedUtf8 read = EventReader.Read<ReceivedUtf8>("""{"bytes":"a\u00e4","view":"b\n","optional":"c"}"""u8);
        Assert.Equal("aä"u8, read.Bytes.AsSpan());
        Assert.Equal("b\n"u8, read.View.Span);
        Assert.Equal("c"u8, read.Optional!.Value.Span);
        read = EventReader.Read<ReceivedUtf8>("""{"bytes":null,"view":null,"optional":null}"""u8);
        Assert.Null(read.Bytes);
        Assert.Null(read.Optional);
        Assert.True(read.View.IsEmpty);
    }

    [Fact]
    public void ReadShared_Utf8Text_PointsIntoTheDataAndAllocatesNothing()
    {
        byte[] json = "{\"view\":\"a\u00e4\",\"bytes\":null,\"optional\":null}"u8.ToArray();
        ReceivedUtf8 read = EventReader.ReadShared<ReceivedUtf8>(json);
        Assert.True(json.AsSpan().Overlaps(read.View.Span));
        Assert.Equal("a\u00e4"u8, read.View.Span);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            read = EventReader.ReadShared<ReceivedUtf8>(json);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal("b\n"u8, EventReader.ReadShared<ReceivedUtf8>("{\"view\":\"b\\n\"}"u8.ToArray()).View.Span);
    }

    [Fact]
    public void Read_TextThatATypeParses_IsItsValue()
    {
        ReceivedAddresses sent = new(System.Net.IPAddress.Parse("::1"), null);
        ArrayBufferWriter<byte> json = new();
        sent.Serialize(json);
        Assert.Equal(sent, EventReader.Read<ReceivedAddresses>(json.WrittenSpan));
        Assert.Contains("member 'from'", Assert.Throws<JsonException>(() => EventReader.Read<ReceivedAddresses>("{\"from\":\"x\"}"u8)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(2)]
    public void Read_ConverterOfBothWays_IsWhatWasWritten(int? tip)
    {
        ReceivedMoney paid = new(new Money(1.5m), tip is { } given ? new Money(given) : null, [new Money(1), new Money(0.5m)]);
        ArrayBufferWriter<byte> json = new();
        paid.Serialize(json);
        ReceivedMoney read = EventReader.Read<ReceivedMoney>(json.WrittenSpan);
        Assert.Equal((paid.Price, paid.Tip), (read.Price, read.Tip));
        Assert.Equal(paid.Parts, read.Parts);
        Assert.Contains("member 'price'", Assert.Throws<JsonException>(() => EventReader.Read<ReceivedMoney>("""{"price":"x"}"""u8)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_DeepNesting_IsRefusedNotOverflown()
    {
        string json = """{"id":"a","level":1,"to":""" + string.Concat(Enumerable.Repeat("""{"street":"s","next":""", 100_000));
        Assert.Throws<JsonException>(() => EventReader.Read<ReceivedPlaced>(Encoding.UTF8.GetBytes(json)));
    }

    [Fact]
    public void Read_NoStringAndNoCollection_AllocatesNothing()
    {
        byte[] json = """{"count":5,"at":"2026-11-21T23:07:00Z","id":"3f0c1f3e-8a1b-4b2c-9d3e-1234567890ab","color":"Green","ok":true}"""u8.ToArray();
        EventReader.Read<ReceivedPlain>(json);
        long before = GC.GetAllocatedBytesForCurrentThread();
        ReceivedPlain read = default;
        for (int i = 0; i < 100; i++)
        {
            read = EventReader.Read<ReceivedPlain>(json);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal((5, ReceivedColor.Green, true), (read.Count, read.Color, read.Ok));
    }

    private static string Text<T>(T value) => JsonSerializer.Serialize(value, Web);

    private static string Outcome<T>(Func<T?> read)
    {
        try
        {
            return Text(read());
        }
        catch (JsonException)
        {
            return "refused";
        }
    }

    private static ReceivedOrder Make(Random random) => new(
        Word(random)!, random.Next(3) == 0 ? null : Word(random), random.Next(2) == 0, random.Next(int.MinValue, int.MaxValue), random.NextInt64(long.MinValue, long.MaxValue),
        (ulong)random.NextInt64() * 2, (byte)random.Next(256), random.NextDouble() * 1e6, new decimal(random.Next(), random.Next(), 3, random.Next(2) == 0, 4),
        Guid.NewGuid(), new DateTime(random.NextInt64(DateTime.MaxValue.Ticks), DateTimeKind.Utc), new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(random.Next(-12, 12))),
        DateOnly.FromDayNumber(random.Next(3_000_000)), new TimeOnly(random.NextInt64(TimeOnly.MaxValue.Ticks)), new TimeSpan(random.NextInt64()),
        random.Next(2) == 0 ? null : new Uri("http://a/" + random.Next()), (char)random.Next('!', '~'), (ReceivedColor)random.Next(5, 7), (ReceivedColor)random.Next(7), random.Next(2) == 0 ? null : 5,
        [.. Enumerable.Range(0, random.Next(4))], [.. Enumerable.Range(0, random.Next(4)).Select(i => i == 2 ? null : Word(random))],
        new() { [Word(random)!] = [1, 2], ["b"] = [] }, [1, 2, (byte)random.Next(256)], random.Next(9))
    { Kind = Word(random)! };

    private static string? Word(Random random) => string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => random.Next(12) switch
    {
        0 => "\"",
        1 => "\\",
        2 => "\n",
        3 => "é",
        4 => "計",
        5 => "😀",
        _ => ((char)random.Next('a', 'z')).ToString(),
    }));
}

using System.Text;
using System.Text.Json;
using FastEmit.Cli.Emitting;
using FastEmit.Events;

namespace FastEmit.Cli.Tests.Emitting;

public sealed class EventLineParserTests
{
    [Fact]
    public void Parse_NoField_IsTheDefaultEventWhateverTheLine()
    {
        HookEventDescriptor descriptor = ParseValid(new EventLineParser("/hook", "default"), "not even JSON");

        Assert.Equal("default", descriptor.Name);
        Assert.Equal("/hook", descriptor.Namespace);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}{}")]
    [InlineData("""{"kind":"a"} x""")]
    [InlineData("\"kind")]
    public void Parse_FieldWantedFromWhatIsNoJson_Throws(string line) =>
        Assert.ThrowsAny<JsonException>(() => new EventLineParser("/", "default", new LineFields(Event: "kind")).Parse(Encoding.UTF8.GetBytes(line), out _));

    [Fact]
    public void Parse_FieldWantedFromInvalidUtf8_Throws() =>
        Assert.ThrowsAny<JsonException>(() => new EventLineParser("/", "default", new LineFields(Event: "kind")).Parse([.. "{\"kind\":\""u8, 0xC3, .. "\"}"u8], out _));

    [Theory]
    [InlineData("""{"kind":"a"}""", "a")]
    [InlineData("""{"x":{"kind":"inner"},"kind":"outer"}""", "outer")]
    [InlineData("""{"kind":"first","kind":"last"}""", "last")]
    [InlineData("""{"kind":"pr\u00e9\ttool"}""", "pré\ttool")]
    [InlineData("""{"\u006bind":"escaped"}""", "escaped")]
    public void Parse_EventField_NamesTheEvent(string line, string expected) =>
        Assert.Equal(expected, ParseValid(new EventLineParser("/", null, new LineFields(Event: "kind")), line).Name);

    [Theory]
    [InlineData("""{"other":"a"}""", "no member \"kind\"")]
    [InlineData("[\"kind\",\"a\"]", "no member \"kind\"")]
    [InlineData("""{"kind":1}""", "not a string")]
    [InlineData("""{"kind":null}""", "not a string")]
    [InlineData("""{"kind":"connect"}""", "'connect' is an event name that Socket.IO reserves")]
    [InlineData("""{"kind":""}""", "empty")]
    public void Parse_EventFieldWithoutAName_IsRefused(string line, string expected) =>
        Assert.Contains(expected, ParseInvalid(new EventLineParser("/", null, new LineFields(Event: "kind")), Encoding.UTF8.GetBytes(line)), StringComparison.Ordinal);

    [Fact]
    public void Parse_NameOverTheLimit_IsRefused() =>
        Assert.Contains("longer than 4,096 bytes", ParseInvalid(new EventLineParser("/", null, new LineFields(Event: "kind")), Encoding.UTF8.GetBytes($$"""{"kind":"{{new string('x', 4_097)}}"}""")), StringComparison.Ordinal);

    [Fact]
    public void Parse_FieldMissingAndADefault_IsTheDefault() =>
        Assert.Equal("default", ParseValid(new EventLineParser("/", "default", new LineFields(Event: "kind")), "{}").Name);

    [Fact]
    public void Parse_FieldThatIsNoNameAndADefault_IsRefused() =>
        Assert.Contains("not a string", ParseInvalid(new EventLineParser("/", "default", new LineFields(Event: "kind")), """{"kind":7}"""u8), StringComparison.Ordinal);

    [Fact]
    public void Parse_NameSeenBefore_ReturnsTheSameDescriptorAndAllocatesNothing()
    {
        var parser = new EventLineParser("/", null, new LineFields(Event: "kind"));
        byte[] line = """{"kind":"known","n":1}"""u8.ToArray();
        HookEventDescriptor known = ParseValid(parser, """{"kind":"known"}""");
        Assert.Null(parser.Parse(line, out _));

        long before = GC.GetAllocatedBytesForCurrentThread();
        string? error = parser.Parse(line, out EventLine parsed);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Null(error);
        Assert.Same(known, parsed.Descriptor);
        Assert.Equal(0, allocated);
    }

    [Fact]
    public void Parse_EverNewNames_KeepsOnlySoMany()
    {
        var parser = new EventLineParser("/", null, new LineFields(Event: "kind"));
        HookEventDescriptor first = ParseValid(parser, """{"kind":"first"}""");

        for (int i = 0; i < 2000; i++)
        {
            ParseValid(parser, $$"""{"kind":"name{{i}}"}""");
        }

        Assert.NotSame(first, ParseValid(parser, """{"kind":"first"}"""));
    }

    [Fact]
    public void Constructor_ReservedName_Throws() =>
        Assert.Throws<ArgumentException>(() => new EventLineParser("/", "disconnect"));

    [Theory]
    [InlineData("""{"id":"a"}""", """{"x":1,"id":"a","y":2}""")]
    [InlineData("""{"id":"a"}""", """{"id":"\u0061"}""")]
    [InlineData("""{"id":7}""", """{ "id" : 7 }""")]
    [InlineData("""{"id":{}}""", "{}")]
    [InlineData("""{"id":null}""", "[]")]
    public void Parse_PartitionField_EqualValuesShareAPartition(string line, string other) => Assert.Equal(PartitionOf(line), PartitionOf(other));

    [Theory]
    [InlineData("""{"id":"a"}""", """{"id":"b"}""")]
    [InlineData("""{"id":true}""", """{"id":false}""")]
    [InlineData("""{"id":"a"}""", "{}")]
    [InlineData("""{"id":"a","x":{"id":"b"}}""", """{"id":"b"}""")]
    public void Parse_PartitionField_OtherValuesHaveOtherPartitions(string line, string other) => Assert.NotEqual(PartitionOf(line), PartitionOf(other));

    [Fact]
    public void Parse_NoPartitionField_IsThePartitionOfTheNamespace()
    {
        var parser = new EventLineParser("/hook", "default");

        Assert.Null(parser.Parse("{}"u8, out EventLine parsed));

        Assert.Equal(HookEventDescriptor.Create("default", "/hook").DefaultPartition, parsed.Partition);
    }

    private static uint PartitionOf(string line)
    {
        Assert.Null(new EventLineParser("/", "default", new LineFields(Partition: "id")).Parse(Encoding.UTF8.GetBytes(line), out EventLine parsed));
        return parsed.Partition;
    }

    private static HookEventDescriptor ParseValid(EventLineParser parser, string line)
    {
        Assert.Null(parser.Parse(Encoding.UTF8.GetBytes(line), out EventLine parsed));
        return parsed.Descriptor;
    }

    [Fact]
    public void Parse_DataField_IsTheDataAsItStands()
    {
        var parser = new EventLineParser("/", "default", new LineFields(Data: "d"));
        Assert.Null(parser.Parse("""{"x":1, "d" : [1, {"d":2}] ,"y":3}"""u8, out EventLine parsed));
        Assert.Equal("""[1, {"d":2}]""", Encoding.UTF8.GetString(parsed.Data));
        Assert.Equal("no member \"d\" to take the data from", ParseInvalid(parser, "{}"u8));
    }

    [Theory]
    [InlineData("""{"ns":"/a/b"}""", "/a/b")]
    [InlineData("""{"event":"x"}""", "/default")]
    public void Parse_NamespaceField_IsTheNamespaceOfTheLine(string line, string expected) =>
        Assert.Equal(expected, ParseValid(new EventLineParser("/default", "default", new LineFields(Namespace: "ns")), line).Namespace);

    [Theory]
    [InlineData("""{"ns":"chat"}""", "'chat' is not a namespace: it begins with '/'")]
    [InlineData("""{"ns":""}""", "the namespace in \"ns\" is empty")]
    [InlineData("""{"ns":7}""", "the member \"ns\" is not a string")]
    [InlineData("""{"ns":"/\ud800"}""", "half a surrogate pair")]
    public void Parse_NamespaceFieldThatIsNone_IsRefused(string line, string expected) =>
        Assert.Contains(expected, ParseInvalid(new EventLineParser("/", "default", new LineFields(Namespace: "ns")), Encoding.UTF8.GetBytes(line)), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"namespace":"/a","event":"e","data":[1]}""")]
    [InlineData("""{"namespace":"/a","event":"e","data":[1],"reason":"ring_full"}""")]
    [InlineData("""{"namespace":"/a","event":"e","data":[1],"reason":"poisoned","detail":"gone"}""")]
    public void Parse_DeadLetter_IsTheEventThatTheFallbackWasGiven(string line)
    {
        Assert.Null(new EventLineParser("/", "default").Parse(Encoding.UTF8.GetBytes(line), out EventLine parsed));
        Assert.Equal(("/a", "e", "[1]"), (parsed.Descriptor.Namespace, parsed.Descriptor.Name, Encoding.UTF8.GetString(parsed.Data)));
    }

    [Theory]
    [InlineData("""{"namespace":"/a","event":"e"}""")]
    [InlineData("""{"namespace":"/a","event":"e","data":1,"more":2}""")]
    [InlineData("""{"namespace":"chat","event":"e","data":1}""")]
    [InlineData("""{"event":"e","namespace":"/a","data":1}""")]
    public void Parse_AlmostADeadLetter_IsDataLikeAnyOther(string line)
    {
        Assert.Null(new EventLineParser("/", "default").Parse(Encoding.UTF8.GetBytes(line), out EventLine parsed));
        Assert.Equal(("default", line), (parsed.Descriptor.Name, Encoding.UTF8.GetString(parsed.Data)));
    }

    [Fact]
    public void Parse_DeadLetterWhoseDataIsNoJson_IsRefused() => Assert.Contains(
        "was not JSON", ParseInvalid(new EventLineParser("/", "default"), """{"namespace":"/a","event":"e","malformed":true,"data":"{7:1}","reason":"poisoned"}"""u8), StringComparison.Ordinal);

    private static string ParseInvalid(EventLineParser parser, ReadOnlySpan<byte> line)
    {
        string? error = parser.Parse(line, out EventLine parsed);
        Assert.Null(parsed.Descriptor);
        return Assert.IsType<string>(error);
    }
}

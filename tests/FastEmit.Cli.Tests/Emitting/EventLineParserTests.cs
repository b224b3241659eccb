using System.Text;
using System.Text.Json;
using FastEmit.Cli.Emitting;
using FastEmit.Events;

namespace FastEmit.Cli.Tests.Emitting;

public sealed class EventLineParserTests
{
    [Fact]
    public void TryParse_NoField_IsTheDefaultEventWhateverTheLine()
    {
        HookEventDescriptor descriptor = ParseValid(new EventLineParser("/hook", "default", null), "not even JSON");

        Assert.Equal("default", descriptor.Name);
        Assert.Equal("/hook", descriptor.Namespace);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}{}")]
    [InlineData("""{"kind":"a"} x""")]
    [InlineData("\"kind")]
    public void TryParse_FieldWantedFromWhatIsNoJson_Throws(string line) =>
        Assert.ThrowsAny<JsonException>(() => new EventLineParser("/", "default", "kind").TryParse(Encoding.UTF8.GetBytes(line), out _, out _));

    [Fact]
    public void TryParse_FieldWantedFromInvalidUtf8_Throws() =>
        Assert.ThrowsAny<JsonException>(() => new EventLineParser("/", "default", "kind").TryParse([.. "{\"kind\":\""u8, 0xC3, .. "\"}"u8], out _, out _));

    [Theory]
    [InlineData("""{"kind":"a"}""", "a")]
    [InlineData("""{"x":{"kind":"inner"},"kind":"outer"}""", "outer")]
    [InlineData("""{"kind":"first","kind":"last"}""", "last")]
    [InlineData("""{"kind":"pr\u00e9\ttool"}""", "pré\ttool")]
    [InlineData("""{"\u006bind":"escaped"}""", "escaped")]
    public void TryParse_EventField_NamesTheEvent(string line, string expected) =>
        Assert.Equal(expected, ParseValid(new EventLineParser("/", null, "kind"), line).Name);

    [Theory]
    [InlineData("""{"other":"a"}""", "no member \"kind\"")]
    [InlineData("[\"kind\",\"a\"]", "no member \"kind\"")]
    [InlineData("""{"kind":1}""", "not a string")]
    [InlineData("""{"kind":null}""", "not a string")]
    [InlineData("""{"kind":"connect"}""", "reserves the event name \"connect\"")]
    [InlineData("""{"kind":""}""", "empty")]
    public void TryParse_EventFieldWithoutAName_IsRefused(string line, string expected) =>
        Assert.Contains(expected, ParseInvalid(new EventLineParser("/", null, "kind"), Encoding.UTF8.GetBytes(line)), StringComparison.Ordinal);

    [Fact]
    public void TryParse_NameOverTheLimit_IsRefused() =>
        Assert.Contains("longer than 256 bytes", ParseInvalid(new EventLineParser("/", null, "kind"), Encoding.UTF8.GetBytes($$"""{"kind":"{{new string('x', 257)}}"}""")), StringComparison.Ordinal);

    [Fact]
    public void TryParse_FieldMissingAndADefault_IsTheDefault() =>
        Assert.Equal("default", ParseValid(new EventLineParser("/", "default", "kind"), "{}").Name);

    [Fact]
    public void TryParse_FieldThatIsNoNameAndADefault_IsRefused() =>
        Assert.Contains("not a string", ParseInvalid(new EventLineParser("/", "default", "kind"), """{"kind":7}"""u8), StringComparison.Ordinal);

    [Fact]
    public void TryParse_NameSeenBefore_ReturnsTheSameDescriptorAndAllocatesNothing()
    {
        var parser = new EventLineParser("/", null, "kind");
        byte[] line = """{"kind":"known","n":1}"""u8.ToArray();
        HookEventDescriptor known = ParseValid(parser, """{"kind":"known"}""");
        Assert.True(parser.TryParse(line, out _, out _));

        long before = GC.GetAllocatedBytesForCurrentThread();
        bool parsed = parser.TryParse(line, out HookEventDescriptor? descriptor, out _);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.True(parsed);
        Assert.Same(known, descriptor);
        Assert.Equal(0, allocated);
    }

    [Fact]
    public void TryParse_EverNewNames_KeepsOnlySoMany()
    {
        var parser = new EventLineParser("/", null, "kind");
        HookEventDescriptor first = ParseValid(parser, """{"kind":"first"}""");

        for (int i = 0; i < 2000; i++)
        {
            ParseValid(parser, $$"""{"kind":"name{{i}}"}""");
        }

        Assert.NotSame(first, ParseValid(parser, """{"kind":"first"}"""));
    }

    [Fact]
    public void Constructor_ReservedName_Throws() =>
        Assert.Throws<ArgumentException>(() => new EventLineParser("/", "disconnect", null));

    private static HookEventDescriptor ParseValid(EventLineParser parser, string line)
    {
        Assert.True(parser.TryParse(Encoding.UTF8.GetBytes(line), out HookEventDescriptor? descriptor, out string? error), error);
        return descriptor;
    }

    private static string ParseInvalid(EventLineParser parser, ReadOnlySpan<byte> line)
    {
        Assert.False(parser.TryParse(line, out HookEventDescriptor? descriptor, out string? error));
        Assert.Null(descriptor);
        return error;
    }
}

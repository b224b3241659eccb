using FastEmit.Cli.Emitting;
using FastEmit.Cli.Terminals;

namespace FastEmit.Cli.Tests.Emitting;

public sealed class EmitCommandTests
{
    private readonly EmitCommand _command = new(new Terminal(Stream.Null, TextWriter.Null, TextWriter.Null, TimeProvider.System));

    [Fact]
    public void Bind_UrlAlone_EmitsLinesAsTheyStandToTheMainNamespace()
    {
        EmitSettings settings = Bind();

        Assert.Equal("/", settings.Namespace);
        Assert.Equal("claude_event", settings.Event);
        Assert.False(settings.Fields.AreAny);
        Assert.Null(settings.DeadLetterError);
        Assert.Equal(TimeSpan.FromSeconds(10), settings.Timeout);
        Assert.False(settings.Json);
        Assert.False(settings.Emitter.Stamps.Timestamp);
    }

    [Fact]
    public void Bind_EventFieldAlone_HasNoNameForLinesWithoutTheField() => Assert.Null(Bind("--event-field", "type").Event);

    [Fact]
    public void Bind_EveryOption_IsTaken()
    {
        EmitSettings settings = Bind("--namespace", "/hook", "--event", "other", "--event-field", "type", "--namespace-field", "ns", "--data-field", "body", "--partition-field", "id", "--timeout", "2.5", "--ring-file", "/tmp/events", "--json");

        Assert.Equal("/hook", settings.Namespace);
        Assert.Equal("other", settings.Event);
        Assert.Equal(new LineFields("type", "ns", "body", "id"), settings.Fields);
        Assert.Equal(TimeSpan.FromSeconds(2.5), settings.Timeout);
        Assert.Equal("/tmp/events", settings.Emitter.Ring.File);
        Assert.True(settings.Json);
    }

    [Theory]
    [InlineData("--namespace", "hook", "begins with '/'")]
    [InlineData("--namespace", "/a,b", "without ','")]
    [InlineData("--namespace", "", "must not be empty")]
    [InlineData("--event", "connect", "reserves")]
    [InlineData("--event", "", "must not be empty")]
    public void Parse_UnacceptableValue_NamesTheOptionAndTheRule(string option, string value, string rule)
    {
        string message = Assert.Single(_command.Parse(["--url", "http://localhost", option, value]).Errors).Message;

        Assert.StartsWith($"{option}: ", message, StringComparison.Ordinal);
        Assert.Contains(rule, message, StringComparison.Ordinal);
        Assert.DoesNotContain("Parameter", message, StringComparison.Ordinal);
    }

    private EmitSettings Bind(params string[] arguments)
    {
        System.CommandLine.ParseResult parsed = _command.Parse(["--url", "http://localhost", .. arguments]);
        Assert.Empty(parsed.Errors);
        return _command.Bind(parsed);
    }
}

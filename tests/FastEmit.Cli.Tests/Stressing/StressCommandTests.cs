using System.CommandLine;
using FastEmit.Cli.Stressing;
using FastEmit.Cli.Terminals;

namespace FastEmit.Cli.Tests.Stressing;

public sealed class StressCommandTests
{
    private readonly StressCommand _command = new(new Terminal(Stream.Null, TextWriter.Null, TextWriter.Null, TimeProvider.System));

    [Fact]
    public void Bind_RequiredOptionsAlone_HasOneProducerAndTheEmittersDefaults()
    {
        StressSettings settings = Bind("--events", "1e6");

        Assert.Equal(1_000_000, settings.Events);
        Assert.Equal(1, settings.Producers);
        Assert.Equal(5, settings.Emitter.MaxConnections);
        Assert.False(settings.Json);
    }

    [Fact]
    public void Bind_EveryOption_IsTaken()
    {
        StressSettings settings = Bind("--events", "7", "--producers", "3", "--connections", "2", "--timeout", "30", "--json");

        Assert.Equal(7, settings.Events);
        Assert.Equal(3, settings.Producers);
        Assert.Equal(2, settings.Emitter.MaxConnections);
        Assert.Equal(TimeSpan.FromSeconds(30), settings.Timeout);
        Assert.True(settings.Json);
    }

    [Theory]
    [InlineData("--events", "0")]
    [InlineData("--producers", "65")]
    public void Parse_OutOfRange_NamesTheOption(string option, string value)
    {
        string[] events = option == "--events" ? [] : ["--events", "1"];

        ParseResult parsed = _command.Parse(["--url", "http://localhost", .. events, option, value]);

        Assert.StartsWith($"{option}: '{value}'", Assert.Single(parsed.Errors).Message, StringComparison.Ordinal);
    }

    private StressSettings Bind(params string[] arguments)
    {
        ParseResult parsed = _command.Parse(["--url", "http://localhost", .. arguments]);
        Assert.Empty(parsed.Errors);
        return _command.Bind(parsed);
    }
}

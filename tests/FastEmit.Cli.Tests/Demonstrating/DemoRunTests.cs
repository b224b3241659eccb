using System.Text.Json;
using FastEmit.Cli.Demonstrating.Days;
using FastEmit.Cli.Terminals;

namespace FastEmit.Cli.Tests.Demonstrating;

public sealed class DemoRunTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_Json_CountsOfBothSidesAreEqualAndThatManyWereAskedFor()
    {
        CommandLineSession session = await CommandLineSession.RunAsync("demo", "--seconds", "0.5", "--rate", "2000", "--json");

        Assert.Equal(0, session.ExitCode);
        Assert.Equal(1000, session.Json.GetProperty("offered").GetInt64());
        Assert.Equal(1000, session.Json.GetProperty("confirmed").GetInt64());
        Assert.Equal(1000, session.Json.GetProperty("collected").GetInt64());
        Assert.Matches(@"^dashboard http://127\.0\.0\.1:\d+", session.Error);
    }

    [Fact]
    public async Task RunAsync_Day_AllOfItsEventsAreCollected()
    {
        CommandLineSession session = await CommandLineSession.RunAsync("demo", "--day", "--speed", "1000000000", "--json");

        Assert.Equal(0, session.ExitCode);
        Assert.Equal(SimulatedDay.Create(DateTimeOffset.UnixEpoch).Count, session.Json.GetProperty("collected").GetInt64());
        Assert.Equal(session.Json.GetProperty("confirmed").GetInt64(), session.Json.GetProperty("offered").GetInt64());
    }

    [Theory]
    [InlineData("--day takes --speed, not --rate.", "demo", "--day", "--rate", "5")]
    [InlineData("--day takes --speed, not --seconds.", "demo", "--day", "--seconds", "5")]
    [InlineData("--speed is for --day.", "demo", "--speed", "5")]
    public async Task RunAsync_OptionsThatDoNotGoTogether_AreRefused(string reason, params string[] arguments)
    {
        CommandLineSession session = await CommandLineSession.RunAsync(arguments);

        Assert.Equal(2, session.ExitCode);
        Assert.Contains(reason, session.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_Redirected_PrintsPlainSummary()
    {
        CommandLineSession session = await CommandLineSession.RunAsync("demo", "--seconds", "0.2", "--rate", "1000");

        Assert.Equal(0, session.ExitCode);
        Assert.StartsWith("The collector counted 200 events: all that were emitted.", session.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\x1b', session.Output + session.Error);
    }

    [Fact]
    public async Task RunAsync_Interrupted_EndsEarlyAndStillReports()
    {
        using var interruption = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        interruption.CancelAfter(TimeSpan.FromMilliseconds(300)); // any moment will do

        CommandLineSession session = await CommandLineSession.RunAsync("", ["demo", "--seconds", "3600", "--json"], interruption.Token);

        Assert.Equal(0, session.ExitCode);
        Assert.Equal(session.Json.GetProperty("offered").GetInt64(), session.Json.GetProperty("collected").GetInt64());
    }

    [Fact]
    public async Task RunAsync_KeepOpen_IsReachableAfterTheReportUntilInterrupted()
    {
        using var interruption = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        using var output = new StringWriter();
        using var error = new SignallingWriter("stays open");
        var terminal = new Terminal(Stream.Null, output, TextWriter.Synchronized(error), TimeProvider.System);

        Task<int> running = FastEmitCommand.RunAsync(["demo", "--seconds", "0.2", "--rate", "1000", "--keep-open", "--json"], terminal, interruption.Token);
        string line = await error.Line.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
        using var http = new HttpClient();
        using HttpResponseMessage page = await http.GetAsync(new Uri(line.Split(' ')[1]), Cancellation);
        await interruption.CancelAsync();

        Assert.Equal(0, await running);
        Assert.Equal("text/html", page.Content.Headers.ContentType!.MediaType);
        Assert.Equal(200, JsonDocument.Parse(output.ToString()).RootElement.GetProperty("collected").GetInt64());
    }
}

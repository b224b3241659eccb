using FastEmit.Cli.Delivering;
using FastEmit.Cli.Reporting;
using FastEmit.Cli.Terminals;
using FastEmit.FaultProxy;
using FastEmit.Resilience;

namespace FastEmit.Cli.Tests.Delivering;

public sealed class DeliveryMonitorTests : IDisposable
{
    private const string Url = "http://localhost:1/";
    private const string Refused = "connection refused";

    private readonly ManualTimeProvider _clock = new();
    private readonly StringWriter _error = new();
    private readonly DeliveryMonitor _monitor;
    private HookEmitterStats _stats;

    public DeliveryMonitorTests() => _monitor = new DeliveryMonitor(
        () => _stats, Url, new ProgressLine(new Terminal(Stream.Null, TextWriter.Null, _error, _clock), json: false), _clock);

    private int Lines => _error.ToString().Split(Environment.NewLine).Length - 1;

    public void Dispose() => _error.Dispose();

    [Fact]
    public void ReportTrouble_ManyFailuresOfOneOutage_WritesOneLineThatNamesTheServer()
    {
        for (int errors = 1; errors < 100; errors++)
        {
            Fail(errors, Refused, confirmed: 0);
            _clock.Advance(DeliveryMonitor.TroubleInterval);
        }

        Assert.Equal($"{Url}: {Refused} (events are kept and sent when the server is back){Environment.NewLine}", _error.ToString());
    }

    [Fact]
    public void ReportTrouble_ErrorNamesTheServerItself_DoesNotNameItTwice()
    {
        Fail(1, "Cannot connect to http://localhost:1/socket.io/: refused", confirmed: 0);

        Assert.StartsWith("Cannot connect to", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void ReportTrouble_AnotherReason_WritesAnotherLine()
    {
        Fail(1, Refused, confirmed: 0);
        Fail(2, "timed out", confirmed: 0);

        Assert.Equal(2, Lines);
    }

    [Fact]
    public void ReportTrouble_SameReasonInALaterOutage_WritesAnotherLine()
    {
        Fail(1, Refused, confirmed: 0);
        Fail(2, Refused, confirmed: 10);
        Assert.Equal(1, Lines);

        _clock.Advance(DeliveryMonitor.TroubleInterval);
        Fail(3, Refused, confirmed: 20);

        Assert.Equal(2, Lines);
    }

    [Fact]
    public void ReportTrouble_ErrorOfLongAgo_IsNotReportedAgain()
    {
        Fail(1, Refused, confirmed: 0);
        _clock.Advance(DeliveryMonitor.TroubleInterval);
        Fail(1, Refused, confirmed: 10);

        Assert.Equal(1, Lines);
    }

    [Fact]
    public async Task RunAsync_TimePasses_ShowsProgressAtItsInterval()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        int looks = 0;
        using var looked = new SemaphoreSlim(0);
        var progress = new ProgressLine(new Terminal(Stream.Null, TextWriter.Null, _error, _clock), json: false);
        var monitor = new DeliveryMonitor(
            () =>
            {
                looks++;
                looked.Release();
                return new HookEmitterStats { Offered = 10, Confirmed = 6, Pending = 4, ActiveConnections = 2 };
            },
            Url,
            progress,
            _clock);
        Task running = monitor.RunAsync(stop.Token);
        while (_clock.Elapsed < progress.Interval)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(200));
            await looked.WaitAsync(stop.Token);
        }

        await stop.CancelAsync();
        await running;

        Assert.Equal($"confirmed 6, 3/s, pending 4, connections 2{Environment.NewLine}", _error.ToString());
        Assert.Equal(10, looks);
    }

    [Fact]
    public void Describe_CircuitOpen_SaysSo() =>
        Assert.EndsWith(", circuit Open", DeliveryMonitor.Describe(new HookEmitterStats { CircuitState = CircuitState.Open }, 0), StringComparison.Ordinal);

    private void Fail(long errors, string error, long confirmed)
    {
        _stats = new HookEmitterStats { Errors = errors, LastError = error, Confirmed = confirmed };
        _monitor.ReportTrouble(_stats);
    }
}

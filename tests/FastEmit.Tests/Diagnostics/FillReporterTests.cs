using FastEmit.Diagnostics;

namespace FastEmit.Tests.Diagnostics;

public sealed class FillReporterTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly List<bool> _reports = [];
    private readonly FillReporter _reporter;

    public FillReporterTests() => _reporter = new FillReporter(isHigh =>
    {
        lock (_reports)
        {
            _reports.Add(isHigh);
        }
    });

    [Fact]
    public void OnRise_SeveralLanes_ReportsTheFirstUpAndTheLastDown()
    {
        _reporter.OnRise();
        _reporter.OnRise();
        _reporter.OnFall();
        _reporter.OnRise();
        _reporter.OnFall();
        _reporter.OnFall();
        Expect([true, false]);
    }

    [Fact]
    public async Task OnRise_FromManyThreads_EveryCrossingIsReportedAlternating()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < 10_000; i++)
            {
                _reporter.OnRise();
                _reporter.OnFall();
            }
        })));
        _reporter.OnRise();
        Assert.True(SpinWait.SpinUntil(() => Reports is [.., true], Patience));
        Assert.All(Reports.Index(), static report => Assert.Equal(report.Index % 2 == 0, report.Item));
    }

    private bool[] Reports
    {
        get
        {
            lock (_reports)
            {
                return [.. _reports];
            }
        }
    }

    private void Expect(bool[] reports)
    {
        Assert.True(SpinWait.SpinUntil(() => Reports.Length >= reports.Length, Patience));
        Assert.Equal(reports, Reports);
    }
}

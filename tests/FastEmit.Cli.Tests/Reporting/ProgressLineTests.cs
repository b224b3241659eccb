using FastEmit.Cli.Reporting;
using FastEmit.Cli.Terminals;

namespace FastEmit.Cli.Tests.Reporting;

public sealed class ProgressLineTests : IDisposable
{
    private readonly StringWriter _error = new();

    public void Dispose() => _error.Dispose();

    [Fact]
    public void Show_Redirected_AppendsPlainLines()
    {
        ProgressLine progress = Create(watched: false, json: false);

        progress.Show("one");
        progress.Show("two");
        progress.Clear();

        Assert.Equal($"one{Environment.NewLine}two{Environment.NewLine}", _error.ToString());
    }

    [Fact]
    public void Show_RedirectedAndJson_IsSilentButTroubleIsNot()
    {
        ProgressLine progress = Create(watched: false, json: true);

        progress.Show("progress");
        progress.WriteLine("trouble");

        Assert.Equal($"trouble{Environment.NewLine}", _error.ToString());
    }

    [Fact]
    public void Show_Watched_DrawsOverTheLineAndNeverReachesTheLastColumn()
    {
        ProgressLine progress = Create(watched: true, json: true);

        progress.Show("0123456789");

        Assert.Equal("\r\x1b[2K0123456", _error.ToString());
    }

    [Fact]
    public void WriteLine_WhileProgressIsShown_TakesItAwayFirst()
    {
        ProgressLine progress = Create(watched: true, json: false);
        progress.Show("x");

        progress.WriteLine("trouble");

        Assert.Equal($"\r\x1b[2Kx\r\x1b[2Ktrouble{Environment.NewLine}", _error.ToString());
    }

    private ProgressLine Create(bool watched, bool json) =>
        new(new Terminal(Stream.Null, TextWriter.Null, _error, TimeProvider.System) { IsErrorWatched = watched, Width = 8 }, json);
}

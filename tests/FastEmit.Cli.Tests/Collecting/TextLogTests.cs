using FastEmit.Cli.Collecting;
using FastEmit.Cli.CommandLine;
using FastEmit.Cli.Terminals;
using Microsoft.Extensions.Logging;

namespace FastEmit.Cli.Tests.Collecting;

public sealed class TextLogTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fastemit-log-");
    private readonly StringWriter _error = new();
    private readonly Terminal _terminal;

    public TextLogTests() =>
        _terminal = new Terminal(Stream.Null, TextWriter.Null, _error, new Clock());

    private string LogFile => Path.Combine(_folder.FullName, "collector.log");

    public void Dispose()
    {
        _error.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Log_TextOfAClient_StaysOnOneLineOfAPrivateFile()
    {
        await using (TextLog log = new(_terminal, LogFile))
        {
            log.Log(LogLevel.Warning, 0, "refused\n2026-01-01T00:00:00.000Z info  forged\r\u001b[31mé", new IOException("why"), static (state, _) => state);
            log.Log(LogLevel.Debug, 0, "not for people", null, static (state, _) => state);
        }

        Assert.Equal(
            """2026-01-02T03:04:05.678Z warn  refused\n2026-01-01T00:00:00.000Z info  forged\r\u001b[31mé: System.IO.IOException: why""",
            File.ReadAllText(LogFile).TrimEnd());
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(LogFile));
        }
    }

    [Fact]
    public async Task Log_MoreThanAFileMayHold_KeepsTwoFilesOfThatSize()
    {
        const int maxBytes = 20_000;
        await using (TextLog log = new(_terminal, LogFile, maxBytes))
        {
            for (int line = 0; line < 2000; line++)
            {
                string text = $"line {line}";
                log.Log(LogLevel.Information, 0, text, null, static (state, _) => state);
            }
        }

        string last = File.ReadAllText(LogFile);
        string before = File.ReadAllText($"{LogFile}.1");
        Assert.InRange(before.Length, maxBytes, maxBytes + 5000);
        Assert.InRange(last.Length, 1, maxBytes + 5000);
        Assert.EndsWith("line 1999", last.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_ToStandardError_IsBesideWhatTheCommandSays()
    {
        await using (TextLog log = new(_terminal, TextLog.StandardError))
        {
            log.Log(LogLevel.Error, 0, "a fault", null, static (state, _) => state);
        }

        Assert.Equal("2026-01-02T03:04:05.678Z error a fault", _error.ToString().TrimEnd());
    }

    [Fact]
    public async Task Log_WriterThatHangs_CountsWhatItLeavesOutAndNobodyWaits()
    {
        using HangingWriter hanging = new();
        Terminal terminal = new(Stream.Null, TextWriter.Null, hanging, TimeProvider.System);
        await using (TextLog log = new(terminal, TextLog.StandardError))
        {
            for (int line = 0; line < 10_000; line++)
            {
                log.Log(LogLevel.Information, 0, "a line", null, static (state, _) => state);
            }

            hanging.Release();
        }

        Assert.InRange(hanging.Lines.Count, 4096, 4200);
        Assert.Equal(10_000, hanging.Lines.Count(static line => line.EndsWith("a line", StringComparison.Ordinal)) + hanging.LeftOut);
    }

    [Fact]
    public void Open_FileThatCannotBeWritten_SaysWhich()
    {
        UsageException refused = Assert.Throws<UsageException>(() => new TextLog(_terminal, Path.Combine(LogFile, "not", "there")));

        Assert.StartsWith($"--log: '{LogFile}", refused.Message, StringComparison.Ordinal);
    }

    private sealed class Clock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);
    }

    /// <summary>Standard error that takes nothing until it is released, as a terminal does that is held.</summary>
    private sealed class HangingWriter : StringWriter
    {
        private readonly ManualResetEventSlim _released = new();

        public List<string> Lines { get; } = [];

        public long LeftOut => Lines
            .Where(static line => line.EndsWith(" lines are left out", StringComparison.Ordinal))
            .Sum(static line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[2], System.Globalization.CultureInfo.InvariantCulture));

        public override void WriteLine(string? value)
        {
            _released.Wait(TimeSpan.FromMinutes(1));
            Lines.Add(value!);
        }

        public void Release() => _released.Set();

        protected override void Dispose(bool disposing)
        {
            _released.Dispose();
            base.Dispose(disposing);
        }
    }
}

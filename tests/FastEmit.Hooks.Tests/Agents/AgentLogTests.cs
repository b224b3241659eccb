using FastEmit.Hooks.Agents;
using Microsoft.Extensions.Logging;

namespace FastEmit.Hooks.Tests.Agents;

public sealed class AgentLogTests : IDisposable
{
    private static readonly string[] OldestFirst = [".3", ".2", ".1", ""];

    private readonly HookFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_MoreThanFits_RotatesAndKeepsTheLatest()
    {
        using AgentLog log = new(_folder.Paths.Log, new TestTime(), maxBytes: 1_000);
        for (int i = 0; i < 200; i++)
        {
            log.Write(LogLevel.Information, $"line {i}");
        }

        string[] files = Directory.GetFiles(_folder.Folder);
        Assert.Equal(1 + AgentLog.KeptFiles, files.Length);
        Assert.All(files, static file => Assert.InRange(new FileInfo(file).Length, 1, 1_000));
        Assert.Equal("2026-11-21T23:07:00.000Z info line 199", File.ReadLines(_folder.Paths.Log).Last());
        string[] all = [.. OldestFirst.SelectMany(end => File.ReadLines(_folder.Paths.Log + end))];
        Assert.Equal(Enumerable.Range(200 - all.Length, all.Length).Select(static i => $"2026-11-21T23:07:00.000Z info line {i}"), all);
    }

    [Fact]
    public void Write_LineBreaks_AreOneLine()
    {
        using AgentLog log = new(_folder.Paths.Log, new TestTime());
        log.Write(LogLevel.Warning, "one\ntwo\r\nthree");
        Assert.Equal("2026-11-21T23:07:00.000Z warn one two three", Assert.Single(File.ReadAllLines(_folder.Paths.Log)));
    }

    [Fact]
    public void Write_NowhereToWrite_IsSilent()
    {
        using AgentLog log = new(Path.Combine(_folder.Folder, "no", "such", "folder.log"), new TestTime());
        log.Write(LogLevel.Error, "lost");
        Assert.Empty(Directory.GetFiles(_folder.Folder));
    }

    [Fact]
    public void Report_SameProblemAgain_KeepsTheTimeOfTheFirst()
    {
        TestTime time = new();
        using AgentLog log = new(_folder.Paths.Log, time);
        log.Report(LogLevel.Error, "the file is gone");
        long first = log.LastErrorAt;
        time.Advance(TimeSpan.FromSeconds(5));
        log.Report(LogLevel.Error, "the file is gone");
        Assert.Equal(first, log.LastErrorAt);

        log.Report(LogLevel.Warning, "the server is gone");
        Assert.Equal("the server is gone", log.LastError);
        Assert.Equal(TimeSpan.FromSeconds(5), time.GetElapsedTime(first, log.LastErrorAt));
    }
}

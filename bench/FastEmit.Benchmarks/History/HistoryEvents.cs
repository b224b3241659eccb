using System.Text;
using FastEmit.Collector.Storage;

namespace FastEmit.Benchmarks.History;

/// <summary>Made-up events of agents, about 330 bytes each, with ids that differ, a few rare texts at known places, and one failure in fifty. The same seed gives the same events.</summary>
internal sealed class HistoryEvents
{
    /// <summary>Rare texts stand once in so many events, the first time near the beginning.</summary>
    public const int RareEvery = 500_000;

    private static readonly string[] Tools = ["Bash", "Edit", "Read", "Grep", "Glob", "Write", "WebFetch", "Task"];
    private static readonly string[] Projects = ["shop", "billing", "website", "compiler", "game", "search", "mobile", "infra"];

    private static readonly string[] Words =
    [
        "git", "push", "origin", "main", "npm", "test", "build", "src", "server", "client", "index", "config", "update", "remove", "find", "list", "docker", "compose", "run", "make",
        "install", "check", "format", "commit", "status", "branch", "merge", "deploy", "release", "version", "folder", "module", "handler", "request", "answer", "parser", "number", "result",
    ];

    private readonly Random _random = new(20_261);
    private readonly string[] _sessions;
    private readonly StringBuilder _text = new();
    private long _number;

    public HistoryEvents(int sessions = 2000) => _sessions = [.. Enumerable.Range(0, sessions).Select(_ => new Guid(RandomBytes()).ToString())];

    public string AnySession => _sessions[^1];

    /// <summary>The next event's data.</summary>
    public string Next()
    {
        long number = ++_number;
        bool isRare = number % RareEvery == RareEvery / 100;
        string session = _sessions[(int)(number / 40 % _sessions.Length)];
        string tool = isRare ? "Zeppelin" : Tools[_random.Next(Tools.Length)];
        string project = isRare ? "lighthouse" : Projects[Math.Abs(session.GetHashCode(StringComparison.Ordinal) % Projects.Length)];
        bool isEnd = number % 2 == 0;
        _text.Clear().Append("{\"subtype\":\"").Append(isEnd ? "post_tool" : "pre_tool").Append("\",\"timestamp\":\"2026-11-21T23:07:00.0000000Z\",\"data\":{\"tool_name\":\"").Append(tool)
            .Append("\",\"tool_use_id\":\"toolu_").Append(_random.NextInt64().ToString("x16", System.Globalization.CultureInfo.InvariantCulture)).Append("\",\"tool_input\":{\"command\":\"");
        for (int i = 0; i < 8; i++)
        {
            _text.Append(Words[_random.Next(Words.Length)]).Append(' ');
        }

        _text.Append(isRare ? "needle-in-a-haystack" : "").Append("\"}");
        if (isEnd)
        {
            _text.Append(",\"duration_ms\":").Append(_random.Next(5000)).Append(",\"success\":").Append(_random.Next(25) == 0 ? "false" : "true");
        }

        return _text.Append("},\"session_id\":\"").Append(session).Append("\",\"cwd\":\"/home/ada/").Append(project).Append("\",\"agent\":\"claude\",\"event_id\":\"0123456789abcdef-")
            .Append(number).Append("\"}").ToString();
    }

    /// <summary>A record as a store takes it.</summary>
    public static byte[] RecordOf(byte[] data, long time)
    {
        byte[] record = new byte[RecordFormat.LengthOf("/hook"u8, "\"claude_event\""u8, data, default)];
        RecordFormat.Write(record, time, "/hook"u8, "\"claude_event\""u8, data, default);
        return record;
    }

    private byte[] RandomBytes()
    {
        byte[] bytes = new byte[16];
        _random.NextBytes(bytes);
        return bytes;
    }
}

using System.Diagnostics;
using FastEmit.Load.Rows;

namespace FastEmit.Load.Servers;

/// <summary><c>fastemit collect</c> in a process of its own, as a user runs it.</summary>
internal sealed class CollectCommand : IAsyncDisposable
{
    private const int Asked = 11;
    private const string Word = "collecting at ";

    private readonly Process _process;
    private readonly HttpClient _http = new();

    private CollectCommand(Process process, string url) => (_process, Url) = (process, url);

    /// <summary>Where it listens.</summary>
    public string Url { get; }

    /// <summary>What it has used of the processors so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>The most that was resident.</summary>
    public long PeakMemoryBytes
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    /// <summary>Starts one on a free port.</summary>
    public static async Task<CollectCommand> StartAsync(params string[] options)
    {
        ProcessStartInfo start = ChildProcess.OfCommandLine(["collect", "--port", "0", .. options]);
        start.RedirectStandardError = true;
        start.RedirectStandardOutput = true;
        Process process = Process.Start(start)!;
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        string line = await process.StandardError.ReadLineAsync() ?? "";
        if (!line.StartsWith(Word, StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"The collector did not start: {line}{await process.StandardError.ReadToEndAsync()}");
        }

        _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null);
        return new CollectCommand(process, line[Word.Length..line.IndexOf(',', StringComparison.Ordinal)]);
    }

    /// <summary>Milliseconds until it has answered a request, the median of several, after one that does not count.</summary>
    public async Task<double> AnswerAsync(string request)
    {
        List<double> times = [];
        for (int i = 0; i <= Asked; i++)
        {
            long start = Stopwatch.GetTimestamp();
            await _http.GetByteArrayAsync(new Uri($"{Url}/api/{request}"));
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return Median.Of(times.Skip(1));
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}

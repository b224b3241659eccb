using System.Diagnostics;
using System.Globalization;

namespace FastEmit.Interop.Tests.Emitting;

/// <summary>A process with an emitter and a ring file, which emits numbers until it is killed and reports each that was queued.</summary>
internal sealed class EmittingProcess : IDisposable
{
    private readonly Process _process;
    private readonly BufferedStream _reports;

    private EmittingProcess(Process process)
    {
        _process = process;
        _reports = new BufferedStream(process.StandardOutput.BaseStream, 64 << 10);
    }

    /// <summary>Starts one that emits in turn for some partitions, and waits for the acknowledgements of the first <paramref name="awaited"/> of them.</summary>
    public static EmittingProcess Start(string url, string prefix, int series, int first, int awaited = 0)
    {
        int[] numbers = awaited == 0 ? [series, first] : [series, awaited, first];
        ProcessStartInfo start = new(Path.Combine(AppContext.BaseDirectory, "FastEmit.RingProducer"))
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        foreach (string argument in (IEnumerable<string>)["emit", url, prefix, .. numbers.Select(static number => number.ToString(CultureInfo.InvariantCulture))])
        {
            start.ArgumentList.Add(argument);
        }

        return new EmittingProcess(Process.Start(start)!);
    }

    /// <summary>The next number that was queued, negative when the ring is full instead; null when the process is gone.</summary>
    public async ValueTask<int?> NextAsync()
    {
        byte[] bytes = new byte[sizeof(long)];
        int read = await _reports.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, TestContext.Current.CancellationToken);
        return read == bytes.Length ? (int)BitConverter.ToInt64(bytes) : null;
    }

    /// <summary>Ends it with SIGKILL; what it had reported by then can still be read.</summary>
    public void Kill() => _process.Kill();

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.WaitForExit();
        _reports.Dispose();
        _process.Dispose();
    }
}

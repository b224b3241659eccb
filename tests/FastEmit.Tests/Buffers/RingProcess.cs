using System.Diagnostics;
using System.Globalization;
using FastEmit.Buffers;

namespace FastEmit.Tests.Buffers;

/// <summary>A process that works on a ring file, until it is killed or done.</summary>
internal sealed class RingProcess : IDisposable
{
    private readonly Process _process;

    private RingProcess(Process process) => _process = process;

    public static RingProcess Start(params object[] arguments) => Start(FileBacking.Current, arguments);

    /// <summary>Starts one that opens its ring files by given means.</summary>
    public static RingProcess Start(FileBacking backing, object[] arguments)
    {
        ProcessStartInfo start = new(Path.Combine(AppContext.BaseDirectory, "FastEmit.RingProducer"))
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        start.Environment[FileBacking.Variable] = backing is PortableFiles ? "portable" : null;
        foreach (object argument in arguments)
        {
            start.ArgumentList.Add(Convert.ToString(argument, CultureInfo.InvariantCulture)!);
        }

        return new RingProcess(Process.Start(start)!);
    }

    /// <summary>Waits for the next word that it reports. Null when it is gone.</summary>
    public long? Next()
    {
        byte[] bytes = new byte[sizeof(long)];
        return _process.StandardOutput.BaseStream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length
            ? BitConverter.ToInt64(bytes)
            : null;
    }

    /// <summary>Lets it go on.</summary>
    public void GoOn() => _process.StandardInput.WriteLine();

    /// <summary>Kills it (SIGKILL) and returns what it had reported and nobody had read.</summary>
    public List<long> Kill()
    {
        _process.Kill();
        List<long> reports = [];
        while (Next() is { } report)
        {
            reports.Add(report);
        }

        _process.WaitForExit();
        return reports;
    }

    public int ExitCode()
    {
        _process.WaitForExit();
        return _process.ExitCode;
    }

    public void WaitForExit()
    {
        _process.WaitForExit();
        Assert.Equal(0, _process.ExitCode);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }
}

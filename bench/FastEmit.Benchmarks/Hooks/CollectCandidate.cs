using System.Diagnostics;
using System.Net.Sockets;

namespace FastEmit.Benchmarks.Hooks;

/// <summary>A collector, from before its start until it has begun to answer its first request.</summary>
/// <param name="name">What it is called in the report.</param>
/// <param name="program">The command line.</param>
internal sealed class CollectCandidate(string name, string program) : HookCandidate(name, program)
{
    private static ReadOnlySpan<byte> Request => "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"u8;

    /// <inheritdoc/>
    protected override double Time(string input)
    {
        ProcessStartInfo start = new(program, ["collect", "--port", "0"]) { RedirectStandardError = true, RedirectStandardOutput = true };
        long began = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        try
        {
            string line = process.StandardError.ReadLine() ?? throw new InvalidOperationException($"'{program} collect' has not started.");
            string url = line.Split(' ', ',').First(static word => word.StartsWith("http://", StringComparison.Ordinal));
            using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
            socket.Connect("127.0.0.1", new Uri(url).Port);
            socket.Send(Request);
            byte[] answer = new byte[256];
            int count = socket.Receive(answer);
            return answer.AsSpan(0, count).StartsWith("HTTP/1.1 200"u8)
                ? Stopwatch.GetElapsedTime(began).TotalMilliseconds
                : throw new InvalidOperationException($"'{program} collect' answered otherwise than 200.");
        }
        finally
        {
            process.Kill();
            process.WaitForExit();
        }
    }
}

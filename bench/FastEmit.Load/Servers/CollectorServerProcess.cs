using System.Buffers.Text;
using System.Diagnostics;
using FastEmit.Collector;

namespace FastEmit.Load.Servers;

/// <summary>The collector as <c>fastemit collect</c> runs it, with a counter that looks at its figures every millisecond.</summary>
internal static class CollectorServerProcess
{
    /// <summary>Serves until standard input ends.</summary>
    public static async Task RunAsync()
    {
        CollectorOptions options = new() { Port = 0, ValidatesJson = false, MaxPayload = 16 << 20 };
        options.Envelopes.Add("batch");
        await using CollectorServer server = await CollectorServer.StartAsync(options, CancellationToken.None);
        LatencyRecorder latencies = new();
        using IDisposable handler = server.Collector.On("/", "latency", (in ReceivedEvent received) => Record(latencies, received.Data));
        ArrivalCounter counter = new();
        new Thread(() => Watch(server, counter)) { IsBackground = true, Name = "watch" }.Start();
        await ServeLoop.RunAsync(new Uri(server.Url).Port, counter, latencies);
    }

    private static void Watch(CollectorServer server, ArrivalCounter counter)
    {
        long seen = 0;
        while (true)
        {
            long events = server.GetStats().Events;
            if (events > seen)
            {
                counter.Add((int)(events - seen));
                seen = events;
            }

            Thread.Sleep(1);
        }
    }

    private static void Record(LatencyRecorder latencies, ReadOnlySpan<byte> data)
    {
        long now = Stopwatch.GetTimestamp();
        ReadOnlySpan<byte> member = "\"sent_at\":"u8;
        if (Utf8Parser.TryParse(data[(data.LastIndexOf(member) + member.Length)..], out long sentAt, out _))
        {
            latencies.Record(now - sentAt);
        }
    }
}

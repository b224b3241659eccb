using System.Diagnostics;
using FastEmit.Load.Clients;
using FastEmit.SocketIO;

namespace FastEmit.Benchmarks.Client;

/// <summary>
/// The client against SocketIOClient in one run and one process, both into the same sink that grants, reads and counts: what one awaited
/// emit of the reference event costs; and how fast events from a raw source reach a UTF-8 handler.
/// </summary>
internal static class ClientQuickRun
{
    private const int Repetitions = 5;

    public static async Task<int> RunAsync()
    {
        await using SinkServer sink = new();
        ReferenceData payload = ReferenceData.Numbered(0);
        await using SocketIOConnection connection = new(sink.Url);
        SocketIOSocket socket = connection.Socket();
        await socket.ConnectAsync();
        using SocketIOClient.SocketIO peer = new(sink.Url, new SocketIOClient.SocketIOOptions
        {
            Transport = SocketIOClient.Transport.TransportProtocol.WebSocket,
        });
        await peer.ConnectAsync();

        Measure own = await MedianAsync(200_000, count => EmitAsync(socket, payload, count));
        Measure theirs = await MedianAsync(2_000, async count =>
        {
            for (int i = 0; i < count; i++)
            {
                await peer.EmitAsync("claude_event", payload);
            }
        });
        Console.WriteLine($"emit, FastEmit.SocketIO    {own.Nanoseconds,10:N0} ns  {own.Bytes,8:N1} B");
        Console.WriteLine($"emit, SocketIOClient 3.0.6 {theirs.Nanoseconds,10:N0} ns  {theirs.Bytes,8:N1} B");
        Console.WriteLine($"ratio {theirs.Nanoseconds / own.Nanoseconds:N1}");

        Measure received = await ReceiveAsync(sink, connection);
        Console.WriteLine($"receive to a UTF-8 handler {1e9 / received.Nanoseconds,10:N0} events/s  {received.Bytes,8:N2} B");
        return 0;
    }

    private static async Task EmitAsync(SocketIOSocket socket, ReferenceData payload, int count)
    {
        for (int i = 0; i < count; i++)
        {
            await socket.EmitAsync("claude_event", payload, PeerJson.Default.ReferenceData);
        }
    }

    private static async Task<Measure> ReceiveAsync(SinkServer sink, SocketIOConnection connection)
    {
        const int count = 1_000_000;
        int received = 0;
        using SemaphoreSlim done = new(0);
        connection.Socket().On("n", (in SocketIOEvent e) =>
        {
            if (!e.Json.IsEmpty && ++received % count == 0)
            {
                done.Release();
            }
        });
        return await MedianAsync(count, async _ =>
        {
            sink.Flood(count);
            await done.WaitAsync();
        });
    }

    private static async Task<Measure> MedianAsync(int count, Func<int, Task> run)
    {
        await run(count);
        List<Measure> measures = [];
        for (int i = 0; i < Repetitions; i++)
        {
            long bytes = GC.GetTotalAllocatedBytes(precise: true);
            long start = Stopwatch.GetTimestamp();
            await run(count);
            double nanoseconds = Stopwatch.GetElapsedTime(start).TotalNanoseconds / count;
            measures.Add(new Measure(nanoseconds, (GC.GetTotalAllocatedBytes(precise: true) - bytes) / (double)count));
        }

        return measures.OrderBy(static m => m.Nanoseconds).ElementAt(Repetitions / 2);
    }
}

using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using FastEmit.Collector;

namespace FastEmit.Cli.Tests;

/// <summary>A collector that keeps what it receives, in order of arrival for each connection.</summary>
internal sealed class RecordingCollector : IAsyncDisposable
{
    private readonly ConcurrentQueue<RecordedEvent> _events = [];
    private readonly ManualResetEventSlim _flowing = new(initialState: true);
    private readonly SemaphoreSlim _arrivals = new(0);
    private CollectorServer? _server;

    public string Url => _server!.Url;

    public CollectorStats Stats => _server!.GetStats();

    public IReadOnlyList<RecordedEvent> Events => [.. _events];

    public static async Task<RecordingCollector> StartAsync(int maxPayload = 1_000_000, int port = 0)
    {
        var recording = new RecordingCollector();
        recording._server = await CollectorServer.StartAsync(
            new CollectorOptions { Port = port, MaxPayload = maxPayload, OnEvent = recording.Record }, TestContext.Current.CancellationToken);
        return recording;
    }

    /// <summary>The address of a port where nothing listens.</summary>
    public static string ReserveAbsentUrl()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
    }

    /// <summary>From now on the server takes no event: it reads one and hangs.</summary>
    public void Stall() => _flowing.Reset();

    /// <summary>Completes when so many events have arrived since the last call.</summary>
    public async Task WaitForArrivalsAsync(int count)
    {
        for (int i = 0; i < count; i++)
        {
            await _arrivals.WaitAsync(TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _flowing.Set();
        await _server!.DisposeAsync();
        _flowing.Dispose();
        _arrivals.Dispose();
    }

    private void Record(in ReceivedEvent received)
    {
        _flowing.Wait();
        _events.Enqueue(new RecordedEvent(
            received.ConnectionId,
            Encoding.UTF8.GetString(received.Namespace),
            Encoding.UTF8.GetString(received.Name),
            Encoding.UTF8.GetString(received.Data)));
        _arrivals.Release();
    }
}

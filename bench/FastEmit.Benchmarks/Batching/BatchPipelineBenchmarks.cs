using System.Net;
using System.Net.Sockets;
using BenchmarkDotNet.Attributes;
using FastEmit.Benchmarks.Serialization;
using FastEmit.Load.Clients;
using FastEmit.Load.Servers;

namespace FastEmit.Benchmarks.Batching;

/// <summary>
/// What does an event cost from the producer to the socket through a batching pipeline, queue, batches, serialization and flush included?
/// OpenTelemetry's is done when the kernel has the bytes; FastEmit's when the server has confirmed them.
/// </summary>
/// <remarks>OpenTelemetry's queue drops what does not fit, so the producer flushes before it is full; FastEmit's does not get full here.</remarks>
public class BatchPipelineBenchmarks
{
    private const int Events = 20_000;
    private const int QueueSize = 2_048;
    private const int FlushTimeout = 60_000;

    private readonly CancellationTokenSource _stop = new();
    private ServerProcess _sink = null!;
    private HookEmitter _emitter = null!;
    private Socket _socket = null!;
    private PostExporter _exporter = null!;
    private PostProcessor _processor = null!;

    /// <summary>Waits itself: a task that it returned would not be awaited in this process.</summary>
    [GlobalSetup]
    public void Create() => CreateAsync().GetAwaiter().GetResult();

    private async Task CreateAsync()
    {
        _sink = await ServerProcess.StartAsync(ServerKind.Sink);
        _emitter = HookEmitter.Create(new HookEmitterOptions { Url = _sink.Url, MaxConnections = 1, Ring = { Capacity = 16 << 20 } });
        _socket = await ConnectToReaderAsync();
        _exporter = new PostExporter(_socket);
        _processor = new PostProcessor(_exporter, QueueSize);
    }

    [GlobalCleanup]
    public void Close() => CloseAsync().GetAwaiter().GetResult();

    private async Task CloseAsync()
    {
        await _emitter.DisposeAsync();
        await _sink.DisposeAsync();
        _processor.Dispose();
        await _stop.CancelAsync();
        _socket.Dispose();
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Events)]
    public long FastEmit()
    {
        ReferenceEvent value = ReferenceEvent.Sample;
        for (int i = 0; i < Events; i++)
        {
            _ = ReferenceEvent.Emit(
                _emitter, value.Type, value.Subtype, value.Timestamp, value.SessionId, value.ToolName, value.Success, value.DurationMs);
        }

        FlushReport report = _emitter.FlushAsync(TimeSpan.FromMilliseconds(FlushTimeout)).AsTask().GetAwaiter().GetResult();
        return report is { Completed: true, Dropped.Total: 0 } ? report.Confirmed : throw new InvalidOperationException($"It fell short: {report}.");
    }

    [Benchmark(OperationsPerInvoke = Events)]
    public long OpenTelemetry()
    {
        long before = _exporter.Exported;
        ReferenceData value = ReferenceData.Numbered(0);
        for (int i = 1; i <= Events; i++)
        {
            // An event is an object that the queue keeps, so each is one of its own.
            _processor.Add(value with { DurationMs = i });
            if (i % QueueSize == 0)
            {
                _processor.ForceFlush(FlushTimeout);
            }
        }

        // Flushed is what has been taken out of the queue; the last batch may still be on its way to the socket.
        _processor.ForceFlush(FlushTimeout);
        return SpinWait.SpinUntil(() => _exporter.Exported - before == Events, FlushTimeout)
            ? Events
            : throw new InvalidOperationException($"{Events - (_exporter.Exported - before)} events were dropped.");
    }

    /// <summary>A socket whose other end is read and forgotten.</summary>
    private async Task<Socket> ConnectToReaderAsync()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(listener.LocalEndpoint);
        Socket accepted = await listener.AcceptSocketAsync();
        _ = Task.Run(() => ForgetAsync(accepted));
        return socket;
    }

    private async Task ForgetAsync(Socket accepted)
    {
        using Socket owned = accepted;
        byte[] buffer = new byte[256 << 10];
        try
        {
            while (await accepted.ReceiveAsync(buffer, _stop.Token) > 0)
            {
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException)
        {
            // The run is over.
        }
    }
}

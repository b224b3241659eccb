using FastEmit.Collector.Counting;
using FastEmit.Collector.Outgoing;
using FastEmit.Collector.Sessions;
using FastEmit.Collector.Taking;
using FastEmit.Collector.Tests.Clients;
using FastEmit.FaultProxy;
using FastEmit.Protocol.WebSockets;

namespace FastEmit.Collector.Tests.Sessions;

/// <summary>A session core by itself: no server, no socket, no thread but the test's, a clock that stands still.</summary>
internal sealed class LoneSession : ISessionTransport, IDisposable
{
    private readonly CollectorSession _session;
    private readonly IncomingFrames _incoming;
    private int _ids;

    /// <param name="options">Those of the collector; the clock is <see cref="Clock"/>.</param>
    /// <param name="other">A session of the same collector, if there is one.</param>
    public LoneSession(CollectorOptions? options = null, LoneSession? other = null)
    {
        CollectorOptions validated = (options ?? new CollectorOptions()).Validated();
        Clock = other?.Clock ?? new ManualTimeProvider();
        validated.TimeProvider = Clock;
        Counters = other?.Counters ?? new CollectorCounters();
        Sink = other?.Sink ?? new EventSink(validated, Counters);
        Table = other?.Table ?? new SessionTable(10);
        string name = other is null ? "id" : "other";
        _session = new CollectorSession(Handshake.None, validated, Sink, Table, () => $"{name}-{++_ids}");
        Assert.True(Table.TryAdd(_session));
        _session.Open(this, default);
        _incoming = new IncomingFrames(_session, validated.MaxPayload, _session.Close);
    }

    public string Name => "test";

    public ManualTimeProvider Clock { get; }

    public CollectorCounters Counters { get; }

    public EventSink Sink { get; }

    public SessionTable Table { get; }

    public CollectorConnection Connection => _session.Connection;

    /// <summary>Why the session is closed.</summary>
    public Closing? Closed { get; private set; }

    public bool IsAborted { get; private set; }

    /// <summary>How often the outbox has something that no read brought.</summary>
    public int Wakes { get; private set; }

    public long Events => Sink.Tally.Read().Sum(static count => count.Events);

    /// <summary>The client's messages in one read.</summary>
    public LoneSession Send(params string[] messages) => Read([.. messages.SelectMany(RawClient.TextFrame)]);

    /// <summary>What the client sent, as it comes in one read. Written to.</summary>
    public LoneSession Read(params byte[] bytes)
    {
        _incoming.Take(bytes);
        return this;
    }

    /// <summary>What has been sent to the client since the last call.</summary>
    public IEnumerable<string> Received()
    {
        int length = OutgoingFrames.Encode(_session.Outgoing, asBase64: false, out byte[] frames);
        Queue<ReceivedFrame> received = [];
        FrameRecorder recorder = new(received);
        using FrameReader reader = new(WebSocketRole.Client, FrameLimits.Default);
        reader.Read(frames.AsSpan(0, length), ref recorder);
        Outbox.Return(frames);
        return received.Select(static frame => frame.Opcode == WebSocketOpcode.Pong ? $"pong {frame.Text}" : frame.Text);
    }

    public void End() => _session.End();

    public void Dispose()
    {
        _incoming.Dispose();
        _session.Dispose();
    }

    void ISessionTransport.Wake() => Wakes++;

    void ISessionTransport.Close(Closing closing)
    {
        Closed ??= closing;
        _incoming.Halt();
    }

    void ISessionTransport.Abort() => IsAborted = true;
}

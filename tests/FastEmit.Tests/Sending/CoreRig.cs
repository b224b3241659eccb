using System.Buffers;
using System.Text;
using FastEmit.Acks;
using FastEmit.Buffers;
using FastEmit.Events;
using FastEmit.Lanes;
using FastEmit.Pooling;
using FastEmit.Protocol.EngineIO;
using FastEmit.Protocol.WebSockets;
using FastEmit.Records;
using FastEmit.Resilience;
using FastEmit.Sending;
using FastEmit.SocketIO.Transports;

namespace FastEmit.Tests.Sending;

/// <summary>A sending core with a ring, a clock that the test moves and a session that it plays the server of. No socket, no task.</summary>
internal sealed class CoreRig : ISessionLink, ISendingReports, IDisposable
{
    public const string Plain = """42/t,["e",{"n":1}]""";

    private readonly PendingAcks _answers;
    private readonly MaskKeySource _keys = new();
    private long _now = 1_000_000;

    public CoreRig(HookEmitterOptions options)
    {
        Lane = new Lane(options, new EventRing(RingMemory.OnHeap(64 << 10)));
        _answers = new PendingAcks(10, 10_000, options.TimeProvider);
        Core = new SendingCore(
            Lane,
            options,
            new WireFormat([], null, 20, options.Delivery == DeliveryGuarantee.Acknowledged, MayNumber: true),
            _answers,
            new TrialTurn([Lane]),
            taker: null,
            this,
            new Random(1));
        EngineConnectionOptions connect = new() { Url = "http://localhost:1" };
        Endpoint = new Endpoint(0, connect, new CircuitBreaker(5, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30), options.TimeProvider));
        Session = Connect();
    }

    public Lane Lane { get; }

    public SendingCore Core { get; }

    public Endpoint Endpoint { get; }

    public Session Session { get; private set; }

    public List<string> Reports { get; } = [];

    /// <summary>Whether the next connection's server asks for numbers.</summary>
    public bool WantsNumbers { get; set; }

    /// <summary>The largest message that the next connection's server takes.</summary>
    public int MaxPayload { get; set; } = 1_000_000;

    public bool IsAborted { get; private set; }

    /// <summary>A new connection, which the core begins with.</summary>
    public Session Connect()
    {
        Session = new Session(
            this,
            new EngineHandshake("sid", TimeSpan.FromSeconds(25), TimeSpan.FromSeconds(20), MaxPayload, []),
            new Lease(new EndpointTicket(Endpoint, default), [], Lane.Wake, _now),
            _answers,
            Lane.Wake)
        {
            WantsNumbers = WantsNumbers,
        };
        Core.Begin(Session, _now);
        return Session;
    }

    public void Pass(TimeSpan time) => _now += (long)(time.TotalSeconds * TimeProvider.System.TimestampFrequency);

    public void Emit(string packet = Plain) => Assert.Equal(AppendResult.Appended, Lane.TryAppend(Encoding.UTF8.GetBytes(packet)));

    /// <summary>Emits as <c>EmitAsync</c> does.</summary>
    public ValueTask<EmitAcknowledgement> EmitAwaited(string packet = Plain)
    {
        EventWriter writer = EventWriter.Rent();
        try
        {
            writer.WriteRaw(Encoding.UTF8.GetBytes(packet));
            Assert.True(_answers.TryAdd(packet.Length, Timeout.InfiniteTimeSpan, cancelable: false, out AckWaiter? waiter));
            CompoundPacket.Seal(ref writer, waiter.Id, _answers.Owner);
            Assert.Equal(AppendResult.Appended, Lane.TryAppend(writer.Written));
            return waiter.Task;
        }
        finally
        {
            writer.Return();
        }
    }

    /// <summary>One pass: what it wrote, unmasked, a frame a line. Null when it wrote nothing.</summary>
    public string? Write(out TimeSpan wait, bool isFlushed = true)
    {
        ArrayBufferWriter<byte> output = new();
        Core.Take(Session, _now);
        if (!Core.TryWrite(Session, output, _keys, out wait))
        {
            return null;
        }

        Core.OnFlushed(Session, isFlushed);
        return Frames(output.WrittenSpan);
    }

    public string? Write() => Write(out _);

    public TimeSpan? Look() => Core.LookAtWatermark(Session, _now);

    public void End(string reason) => Core.End(Session, reason, _now);

    public void Receive(string packet) => Session.OnMessage(Encoding.UTF8.GetBytes(packet));

    /// <summary>Joins the namespace of <see cref="Plain"/>.</summary>
    public void Join()
    {
        Assert.Equal("40/t,", Write());
        Receive("""0/t,{"sid":"1"}""");
    }

    /// <summary>Writes until nothing more is written, and answers every watermark.</summary>
    public string Converse()
    {
        StringBuilder all = new();
        while (Write() is { } frames)
        {
            all.AppendLine(frames);
            Answer(frames);
        }

        return all.ToString();
    }

    /// <summary>Answers the last watermark in what was written.</summary>
    public void Answer(string frames)
    {
        foreach (string line in frames.Split('\n').Where(static line => line.StartsWith("ping ", StringComparison.Ordinal)))
        {
            Session.OnWebSocketPong(Convert.FromHexString(line[5..]));
        }
    }

    public void Dispose()
    {
        Core.Dispose();
        Lane.Dispose();
        _answers.Dispose();
    }

    void ISessionLink.Abort() => IsAborted = true;

    bool ISessionLink.TryReadProgress(out TcpProgress progress)
    {
        progress = default;
        return false;
    }

    void ISendingReports.ReportPoisoned(Endpoint endpoint, ReadOnlySpan<byte> content, int attempts, string reason) => Reports.Add($"poisoned after {attempts}");

    void ISendingReports.ReportNamespaceLoss(Endpoint endpoint, string reason) => Reports.Add(reason);

    void ISendingReports.ReportPongs(Endpoint endpoint, bool missing) => Reports.Add(missing ? "no pongs" : "pongs");

    void ISendingReports.RenewAuth(Lease lease)
    {
    }

    private static string Frames(ReadOnlySpan<byte> bytes)
    {
        List<string> frames = [];
        while (!bytes.IsEmpty)
        {
            int opcode = bytes[0] & 15;
            int length = bytes[1] & 127;
            int at = 2;
            if (length == 126)
            {
                length = (bytes[2] << 8) | bytes[3];
                at = 4;
            }

            byte[] payload = bytes.Slice(at + 4, length).ToArray();
            for (int i = 0; i < length; i++)
            {
                payload[i] ^= bytes[at + (i & 3)];
            }

            frames.Add(opcode == 1 ? Encoding.UTF8.GetString(payload) : $"{(opcode == 9 ? "ping" : "pong")} {Convert.ToHexString(payload)}");
            bytes = bytes[(at + 4 + length)..];
        }

        return string.Join('\n', frames);
    }
}

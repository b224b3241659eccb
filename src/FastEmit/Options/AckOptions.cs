namespace FastEmit.Options;

/// <summary>How the server's receipt of events is proved, and how long a proof may take.</summary>
public sealed class AckOptions
{
    /// <summary>
    /// Acknowledged delivery: how long the server's handler may take to acknowledge a batch before the connection is
    /// replaced and the batch sent again. <c>EmitAsync</c>: how long it waits, from the call on, unless the call says otherwise.
    /// 10 ms to one day.
    /// </summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How many events of <c>EmitAsync</c> may wait for their acknowledgement at a time, over all lanes: 1 to 65,536. Together
    /// they may be as large as one ring.
    /// </summary>
    public int MaxPending { get; set; } = 1024;

    /// <summary>
    /// Per lane, the most bytes of ring that may be sent but unconfirmed: 4 KiB to 1 GiB. As many may be sent twice after a
    /// lost connection. A connection begins with 4 KiB and grows to the bytes that the server reads within an eighth of its
    /// pingTimeout, so that the answer to its heartbeat never waits long behind events.
    /// </summary>
    public int MaxInFlightBytes { get; set; } = 1 << 20;

    /// <summary>
    /// How long a WebSocket ping of the emitter may stay unanswered, or a write be held up, before the connection is replaced:
    /// 100 ms to one hour. So long a dead path goes unnoticed while events are on the way. A server whose system acknowledges
    /// everything (or where that is not known: anything but Linux) gets twice as long on the next connection, up to eight times.
    /// </summary>
    public TimeSpan WatermarkTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// For at-least-once and a server (or a proxy before it) that has never answered a WebSocket ping. True: the emitter goes on without
    /// proof once a second connection shows the same, heartbeats arrive and the other end's system has acknowledged the bytes; such events
    /// count as <see cref="HookEmitterStats.Written"/>. False: they stay pending. A server that answered once, on any connection, must
    /// always answer. Linux only; elsewhere such events stay pending.
    /// </summary>
    public bool WriteWithoutProof { get; set; } = true;

    internal AckOptions Copy() => (AckOptions)MemberwiseClone();

    internal void Declare(OptionVisitor visit)
    {
        Timeout = visit.Duration(nameof(Timeout), Timeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromDays(1));
        MaxPending = visit.Number(nameof(MaxPending), MaxPending, 1, 65_536);
        MaxInFlightBytes = visit.Number(nameof(MaxInFlightBytes), MaxInFlightBytes, 4096, 1 << 30);
        WatermarkTimeout = visit.Duration(nameof(WatermarkTimeout), WatermarkTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1));
        WriteWithoutProof = visit.Flag(nameof(WriteWithoutProof), WriteWithoutProof);
    }
}

using System.Net;

namespace FastEmit.Collector;

/// <summary>
/// How a collector behaves. Read and validated once, when the collector is created; later changes have no effect.
/// </summary>
public sealed class CollectorOptions
{
    /// <summary>The port of a <see cref="CollectorServer"/>: 1 to 65,535, or 0 for a free one. The default is 8765, where emitters look first.</summary>
    public int Port { get; set; } = 8765;

    /// <summary>The address of a <see cref="CollectorServer"/>. Loopback only: there is no authentication yet.</summary>
    public IPAddress Address { get; set; } = IPAddress.Loopback;

    /// <summary>The path of the Engine.IO endpoint of a <see cref="CollectorServer"/>, beginning with a slash.</summary>
    public string Path { get; set; } = "/socket.io/";

    /// <summary>How long after the last answered heartbeat the next one is sent: 1 ms to one day.</summary>
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>How long a client may take to answer a heartbeat: 1 ms to one day.</summary>
    public TimeSpan PingTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a client may take to connect to its first namespace: 1 ms to one day.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(45);

    /// <summary>The largest WebSocket message, its <c>42</c> prefix included: 64 to 1,000,000,000 bytes. A larger one closes the connection with 1009.</summary>
    public int MaxPayload { get; set; } = 1_000_000;

    /// <summary>
    /// Whether the JSON of every event is read to its end and a connection that sends anything else is closed, as the official
    /// server does. Without it only the array's brackets and the event's name are looked at.
    /// </summary>
    public bool ValidatesJson { get; set; } = true;

    /// <summary>Called for every event, on the connection's own thread; see <see cref="ReceivedEventHandler"/>.</summary>
    public ReceivedEventHandler? OnEvent { get; set; }

    /// <summary>The clock and timers of heartbeats and deadlines.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>A copy that nobody else changes.</summary>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    internal CollectorOptions Validated()
    {
        Require(Port is >= 0 and <= IPEndPoint.MaxPort, nameof(Port), Port, "0 to 65,535");
        Require(IPAddress.IsLoopback(Address), nameof(Address), Address, "a loopback address: the collector has no authentication yet");
        Require(Path is ['/', ..] && !Path.AsSpan().ContainsAny("?#{} "), nameof(Path), Path, "a path that begins with a slash, without query or spaces");
        RequireTime(PingInterval, nameof(PingInterval));
        RequireTime(PingTimeout, nameof(PingTimeout));
        RequireTime(ConnectTimeout, nameof(ConnectTimeout));
        Require(MaxPayload is >= 64 and <= 1_000_000_000, nameof(MaxPayload), MaxPayload, "64 to 1,000,000,000 bytes");
        return (CollectorOptions)MemberwiseClone();
    }

    private static void RequireTime(TimeSpan value, string name) =>
        Require(value >= TimeSpan.FromMilliseconds(1) && value <= TimeSpan.FromDays(1), name, value, "1 ms to one day");

    private static void Require(bool holds, string name, object value, string accepted)
    {
        if (!holds)
        {
            throw new ArgumentException($"{nameof(CollectorOptions)}.{name} is {value}; accepted: {accepted}.");
        }
    }
}

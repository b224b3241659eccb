using System.Buffers.Binary;
using FastEmit.Protocol.WebSockets;

namespace FastEmit.Sending;

/// <summary>
/// The watermarks of the present connection: which are on the wire, and what their return tells of the way. Every guarantee writes
/// them, to know how much the server takes; one of them confirms by them as well. Owned by the sender.
/// </summary>
internal sealed class Watermarks(PassClock clock, int maxBytes, Random random)
{
    /// <summary>Bytes of a watermark's frame.</summary>
    public static readonly int FrameBytes = FrameWriter.MaskedLength(Watermark.Length);

    private long _last = -1;
    private long _first;

    /// <summary>How far <see cref="Flow"/> knows the server to be, by watermarks alone: acknowledgements may come first. -1 before the first.</summary>
    private long _told = -1;

    /// <summary>Those on the wire.</summary>
    public InFlightWindow Window { get; } = new(random);

    /// <summary>How much may be on the way.</summary>
    public FlowControl Flow { get; } = new(maxBytes);

    /// <summary>Whether one is to be written although no event waits for it to be confirmed.</summary>
    public bool IsWanted { get; set; }

    /// <summary>Whether the present connection has answered one.</summary>
    public bool HasPong { get; private set; }

    /// <summary>The present connection has answered none for so long that it is not held up for one any more.</summary>
    public bool IsUnknown { get; private set; }

    /// <summary>The server's heartbeats when one came back last, or the oldest on the wire was written.</summary>
    public int HeartbeatsBefore { get; private set; }

    /// <summary>A connection begins.</summary>
    public void Begin(Session session)
    {
        HasPong = false;
        IsUnknown = false;
        HeartbeatsBefore = 0;
        _first = Window.NextNumber;
        _told = -1;
        Flow.Begin(session.PingTimeout);
    }

    /// <summary>Forgets the watermarks on the wire: their records will be written again.</summary>
    public void Forget()
    {
        Window.Clear();
        IsWanted = false;
        _last = -1;
        _told = -1;
    }

    /// <summary>Takes the number of the last that came back; false when that is not news.</summary>
    public bool TryTake(Session session, out long mark)
    {
        mark = session.Controls.LastWatermark;
        bool isNews = mark != _last;
        _last = mark;
        return isNews;
    }

    /// <summary>Whether the present connection has carried a watermark, on the wire or not any more.</summary>
    public bool IsOwn(long mark) => mark >= _first && mark < Window.NextNumber;

    /// <summary>Notes a return. False, and nothing follows from it, when no such watermark is on the wire.</summary>
    /// <param name="session">The connection.</param>
    /// <param name="mark">Its number.</param>
    /// <param name="received">Up to where the server had received everything before.</param>
    /// <param name="sent">Up to where everything is sent.</param>
    /// <param name="position">The ring position up to which events are confirmed now.</param>
    /// <param name="events">The events that this confirms.</param>
    public bool TryReturn(Session session, long mark, long received, long sent, out long position, out long events)
    {
        if (!Window.TryReturn(mark, out position, out events))
        {
            return false;
        }

        long since = Window.ReturnedSince;
        long told = _told < 0 ? received : _told;
        _told = Window.Received;
        Flow.OnReceived(Math.Max(0, Window.Received - told), sent - received, since, clock.Now, clock.Since(since));
        HeartbeatsBefore = session.Controls.Heartbeats;
        HasPong = true;
        return true;
    }

    /// <summary>Writes one.</summary>
    /// <param name="session">The connection.</param>
    /// <param name="position">The ring position that it covers.</param>
    /// <param name="events">The events since the one before that it is to confirm.</param>
    /// <param name="frames">Where to.</param>
    public void Write(Session session, long position, long events, ref FrameBatch frames)
    {
        Span<byte> payload = stackalloc byte[Watermark.Length];
        HeartbeatsBefore = Window.IsReturned ? session.Controls.Heartbeats : HeartbeatsBefore;
        Watermark.Write(payload, Window.Add(position, events, clock.Now));
        frames.Write(WebSocketOpcode.Ping, payload);
        IsWanted = false;
    }

    /// <summary>
    /// Looks how long a first pong is awaited. What needs no confirmation does not wait for it longer than for a connection.
    /// </summary>
    /// <param name="wait">A wait.</param>
    /// <param name="patience">How long.</param>
    /// <returns>The wait, ended when there is something new to say.</returns>
    public TimeSpan BoundByFirst(TimeSpan wait, TimeSpan patience)
    {
        if (HasPong || IsUnknown || Window.IsReturned)
        {
            return wait;
        }

        TimeSpan left = clock.LeftOf(patience, Window.OutstandingSince);
        if (left == TimeSpan.Zero)
        {
            IsUnknown = true;
            Flow.Lift();
        }

        return PassClock.Sooner(wait, left);
    }
}

/// <summary>The payload of a watermark: its number in the <see cref="InFlightWindow"/>, 8 bytes, big-endian.</summary>
/// <remarks>
/// A WebSocket ping is echoed in a pong (RFC 6455 §5.5.3) after everything that was received before it, so the
/// number that comes back stands for a ring position up to which the server process has received all events.
/// </remarks>
internal static class Watermark
{
    public const int Length = sizeof(long);

    public static void Write(Span<byte> payload, long mark) => BinaryPrimitives.WriteInt64BigEndian(payload, mark);

    /// <summary>Reads a pong's payload; false when it is none of ours.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out long mark)
    {
        mark = 0;
        return payload.Length == Length && BinaryPrimitives.TryReadInt64BigEndian(payload, out mark) && mark >= 0;
    }
}

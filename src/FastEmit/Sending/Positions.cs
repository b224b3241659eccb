using System.Diagnostics;
using FastEmit.Buffers;

namespace FastEmit.Sending;

/// <summary>
/// How far a lane has got in its ring: confirmed ≤ sent ≤ claimed, and what was marked is not beyond what was sent. Owned by the
/// lane's sender, which alone releases the ring.
/// </summary>
internal sealed class Positions(EventRing ring)
{
    private long _marked = ring.Confirmed;

    /// <summary>Everything before it is released.</summary>
    public long Confirmed => ring.Confirmed;

    /// <summary>Everything before it is written to the present connection, settled otherwise, or confirmed.</summary>
    public long Sent { get; private set; } = ring.Confirmed;

    /// <summary>The furthest that any connection got: what lies before it is written again.</summary>
    public long EverSent { get; private set; } = ring.Confirmed;

    /// <summary>The furthest that anything was written or skipped: what lies before it and cannot be read any more is discarded.</summary>
    public long EverRead { get; private set; } = ring.Confirmed;

    /// <summary>Whether nothing is on the way.</summary>
    public bool IsSettled => Sent == ring.Confirmed;

    /// <summary>Bytes behind the last watermark.</summary>
    public long UnmarkedBytes => Sent - _marked;

    /// <summary>Bytes that producers have taken behind what was sent.</summary>
    public long WaitingBytes => ring.Claimed - Sent;

    /// <summary>Records up to a position were written.</summary>
    public void Advance(long end)
    {
        Skip(end);
        EverSent = Math.Max(EverSent, end);
    }

    /// <summary>Goes on behind what will not be written.</summary>
    public void Skip(long end)
    {
        Debug.Assert(end >= Sent, "Only a rewind goes back.");
        Sent = end;
        EverRead = Math.Max(EverRead, end);
        Check();
    }

    /// <summary>A watermark covers everything that was sent.</summary>
    public void Mark() => _marked = Sent;

    /// <summary>Goes back to the first unconfirmed record, to write it again.</summary>
    public void Rewind()
    {
        Sent = _marked = ring.Confirmed;
        Check();
    }

    /// <summary>The ring has left its file: only what it kept is in it.</summary>
    public void OnMoved() => EverRead = ring.Confirmed;

    [Conditional("DEBUG")]
    private void Check()
    {
        Debug.Assert(ring.Confirmed <= Sent, "What is confirmed was sent or settled before.");
        Debug.Assert(_marked <= Sent, "A watermark covers only what was sent.");
    }
}

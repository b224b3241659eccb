using System.Runtime.InteropServices;

namespace FastEmit.Lanes;

/// <summary>
/// What a lane counts. The first part is added to by producers (interlocked, on the rare path of a refusal), the rest
/// is written by the sender alone and read by anybody; each 64-bit word is atomic.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LaneCounters
{
    /// <summary>Events that never entered the ring, by reason. Producers, interlocked.</summary>
    public DropCounts Refused;

    private readonly Padding _apart;

    /// <summary>Events that entered the ring and were dropped later, by reason. Sender.</summary>
    public DropCounts Discarded;

    /// <summary>Events that left the ring for the fallback's queue, which counts them from then on. Sender.</summary>
    public long Moved;

    /// <summary>Events confirmed. Sender.</summary>
    public long Confirmed;

    /// <summary>Events released without proof. Sender.</summary>
    public long Written;

    /// <summary>Events that the fallback has taken. The pump, when the sender has ended; in its own queue's lane always.</summary>
    public long FellBack;

    /// <summary>Events written, resent ones included. Sender.</summary>
    public long Sent;

    /// <summary>Events written again. Sender.</summary>
    public long Resent;

    /// <summary>Bytes of frames written for events. Sender.</summary>
    public long BytesSent;

    /// <summary>Ring bytes sent but not confirmed. Sender.</summary>
    public long BytesInFlight;

    /// <summary>1 while something is on the way that is not confirmed. Sender.</summary>
    public int Unconfirmed;

    /// <summary>Timestamp of the oldest event that is not confirmed, zero when there is none. Sender.</summary>
    public long OldestPending;

    /// <summary>Failed connects, lost connections, namespaces refused or disconnected. Sender.</summary>
    public long Errors;

    /// <summary>1 while nothing went wrong on the lane's connection since its last confirmation. Sender.</summary>
    public int Healthy;

    /// <summary>1 while the lane has to do without confirmations. Sender.</summary>
    public int WithoutPongs;

    /// <summary>Connections established after an earlier one was lost. Sender.</summary>
    public long Reconnects;

    /// <summary>Keeps the producers' words off the sender's cache lines.</summary>
    [StructLayout(LayoutKind.Sequential, Size = Buffers.RingLayout.Line)]
    private readonly struct Padding;
}

using FastEmit.Pooling;

namespace FastEmit.Sending;

/// <summary>A namespace that a server has refused, disconnected or not answered for.</summary>
internal sealed class Refusal(byte[] name, Endpoint endpoint, long since)
{
    /// <summary>The namespace.</summary>
    public byte[] Name { get; } = name;

    /// <summary>The server: another may well have the namespace.</summary>
    public Endpoint Endpoint { get; } = endpoint;

    /// <summary>When that happened first since an event of it was confirmed. A timestamp.</summary>
    public long Since { get; } = since;

    /// <summary>Whether the server left CONNECT unanswered the last time: asking again on another connection tells nothing more.</summary>
    public bool IsUnanswered { get; set; }

    /// <summary>
    /// The end of the first event that can be written since the server granted the namespace again: once it is confirmed, the
    /// refusal is over. A grant alone proves little, since the next event may be answered by another disconnect.
    /// </summary>
    public long ProvenAt { get; set; } = long.MaxValue;
}

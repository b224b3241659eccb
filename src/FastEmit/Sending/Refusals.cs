using System.Diagnostics.CodeAnalysis;
using FastEmit.Pooling;

namespace FastEmit.Sending;

/// <summary>
/// The namespaces that the servers do not have, over all connections of a lane and for each server by itself. Owned by its sender.
/// </summary>
internal sealed class Refusals
{
    private readonly List<Refusal> _refusals = [];

    /// <summary>Whether the servers have all namespaces that were asked for.</summary>
    public bool IsEmpty => _refusals.Count == 0;

    /// <summary>Notes a loss. Of several in a row, the first one's time counts.</summary>
    /// <param name="name">The namespace.</param>
    /// <param name="endpoint">The server.</param>
    /// <param name="now">A timestamp.</param>
    /// <param name="isUnanswered">Whether it said nothing.</param>
    public void Add(byte[] name, Endpoint endpoint, long now, bool isUnanswered)
    {
        if (!TryFind(name, endpoint, out Refusal? refusal))
        {
            refusal = new Refusal(name, endpoint, now);
            _refusals.Add(refusal);
        }

        refusal.ProvenAt = long.MaxValue;
        refusal.IsUnanswered = isUnanswered;
    }

    /// <summary>A server's refusal of a namespace, if there is one.</summary>
    public bool TryFind(ReadOnlySpan<byte> name, Endpoint endpoint, [NotNullWhen(true)] out Refusal? refusal)
    {
        foreach (Refusal one in _refusals)
        {
            if (one.Endpoint == endpoint && name.SequenceEqual(one.Name))
            {
                refusal = one;
                return true;
            }
        }

        refusal = null;
        return false;
    }

    /// <summary>Everything before a position is confirmed: forgets what that proves to be over.</summary>
    public void OnConfirmed(long position)
    {
        for (int i = _refusals.Count - 1; i >= 0; i--)
        {
            if (_refusals[i].ProvenAt <= position)
            {
                _refusals.RemoveAt(i);
            }
        }
    }
}

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

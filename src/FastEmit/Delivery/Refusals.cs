using System.Diagnostics.CodeAnalysis;

namespace FastEmit.Delivery;

/// <summary>The namespaces that the server does not have, over all connections of a lane. Owned by its sender.</summary>
internal sealed class Refusals
{
    private readonly List<Refusal> _refusals = [];

    /// <summary>Whether the server has all namespaces that were asked for.</summary>
    public bool IsEmpty => _refusals.Count == 0;

    /// <summary>Notes a loss. Of several in a row, the first one's time counts.</summary>
    /// <param name="name">The namespace.</param>
    /// <param name="now">A timestamp.</param>
    public void Add(byte[] name, long now)
    {
        if (TryFind(name, out Refusal? refusal))
        {
            refusal.ProvenAt = long.MaxValue;
        }
        else
        {
            _refusals.Add(new Refusal(name, now));
        }
    }

    /// <summary>The refusal of a namespace, if there is one.</summary>
    public bool TryFind(ReadOnlySpan<byte> name, [NotNullWhen(true)] out Refusal? refusal)
    {
        foreach (Refusal one in _refusals)
        {
            if (name.SequenceEqual(one.Name))
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

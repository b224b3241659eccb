namespace FastEmit.Sending;

/// <summary>
/// The namespaces that were asked for on one connection. The sender adds them; the read loop moves their states on, and leaves word of a loss.
/// </summary>
internal sealed class NamespaceTable
{
    private NamespaceEntry[] _entries = [];
    private NamespaceEntry? _lastUsed;
    private int _loss;

    /// <summary>All of them. The array is never changed, only replaced. Any thread.</summary>
    public ReadOnlySpan<NamespaceEntry> All => Volatile.Read(ref _entries);

    /// <summary>Whether the server disconnected one and the sender has not taken note of it yet. Any thread.</summary>
    public bool IsDisconnected => Volatile.Read(ref _loss) == (int)NamespaceLoss.Disconnected;

    /// <summary>The server's words when it disconnected a namespace; null if it did not.</summary>
    public string DisconnectError
    {
        get
        {
            foreach (NamespaceEntry entry in All)
            {
                if (entry is { State: NamespaceState.Disconnected, Error: { } error })
                {
                    return error;
                }
            }

            return "The server disconnected a namespace.";
        }
    }

    /// <summary>The entry of a namespace, or null when it was not asked for yet. Sender only.</summary>
    public NamespaceEntry? Find(ReadOnlySpan<byte> name)
    {
        if (_lastUsed is { } last && name.SequenceEqual(last.Name))
        {
            return last;
        }

        return _lastUsed = Known(name);
    }

    /// <summary>Whether events of a namespace may be written. Sender only.</summary>
    public bool IsJoined(ReadOnlySpan<byte> name) => Find(name) is { State: NamespaceState.Joined };

    /// <summary>Makes a namespace known to the read loop. Sender only.</summary>
    public void Add(NamespaceEntry entry) => Volatile.Write(ref _entries, [.. _entries, entry]);

    /// <summary>The refusals and disconnects of namespaces since the last call. Sender only.</summary>
    public NamespaceLoss TakeLoss() => Volatile.Read(ref _loss) == (int)NamespaceLoss.None
        ? NamespaceLoss.None
        : (NamespaceLoss)Interlocked.Exchange(ref _loss, (int)NamespaceLoss.None);

    /// <summary>The server granted a namespace. Read loop.</summary>
    public void OnJoined(ReadOnlySpan<byte> name)
    {
        if (Known(name) is { } entry)
        {
            entry.State = NamespaceState.Joined;
        }
    }

    /// <summary>The server refused or disconnected a namespace. The graver loss stays until the sender takes it. Read loop.</summary>
    public void OnLost(ReadOnlySpan<byte> name, NamespaceLoss loss, string error)
    {
        Known(name)?.Lose(loss == NamespaceLoss.Refused ? NamespaceState.Refused : NamespaceState.Disconnected, error);
        if (_loss < (int)loss)
        {
            Volatile.Write(ref _loss, (int)loss);
        }
    }

    private NamespaceEntry? Known(ReadOnlySpan<byte> name)
    {
        foreach (NamespaceEntry entry in All)
        {
            if (name.SequenceEqual(entry.Name))
            {
                return entry;
            }
        }

        return null;
    }
}

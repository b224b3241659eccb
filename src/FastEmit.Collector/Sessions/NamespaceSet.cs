namespace FastEmit.Collector.Sessions;

/// <summary>
/// The namespaces of one connection. Few, so they are compared one by one; asking allocates nothing. Only the thread that dispatches
/// packets changes the set and may call <see cref="IsJoined"/>; any thread may read <see cref="All"/> and <see cref="Find"/>.
/// </summary>
internal sealed class NamespaceSet
{
    /// <summary>More than any client needs, so that one cannot fill the memory with names.</summary>
    public const int Capacity = 1000;

    private NamespaceEntry[] _entries = [];
    private NamespaceEntry? _last;

    /// <summary>The namespaces that were asked for so far. The array is never changed, only replaced.</summary>
    public ReadOnlySpan<NamespaceEntry> All => Volatile.Read(ref _entries);

    /// <summary>Whether events of the namespace may come.</summary>
    public bool IsJoined(ReadOnlySpan<byte> name)
    {
        if (_last is not { } last || !name.SequenceEqual(last.Name))
        {
            _last = last = Find(name)!;
        }

        return last is { State: NamespaceState.Joined or NamespaceState.Dismissing };
    }

    /// <summary>The namespace, or null when it was not asked for.</summary>
    public NamespaceEntry? Find(ReadOnlySpan<byte> name)
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

    /// <summary>An entry to be decided on; null when the namespace is joined or asked for already, or when there are too many.</summary>
    public NamespaceEntry? TryAsk(ReadOnlySpan<byte> name)
    {
        if (Find(name) is { } known)
        {
            if (known.State is NamespaceState.Asked or NamespaceState.Joined)
            {
                return null;
            }

            known.State = NamespaceState.Asked;
            return known;
        }

        if (_entries.Length == Capacity)
        {
            return null;
        }

        NamespaceEntry entry = new(name.ToArray());
        Volatile.Write(ref _entries, [.. _entries, entry]);
        return entry;
    }

    /// <summary>Takes a joined namespace out. False when it was not joined.</summary>
    public bool Leave(ReadOnlySpan<byte> name)
    {
        if (Find(name) is not { State: NamespaceState.Joined } entry)
        {
            return false;
        }

        _last = null;
        Volatile.Write(ref _entries, [.. _entries.Where(other => other != entry)]);
        return true;
    }
}

/// <summary>A namespace of one connection.</summary>
internal sealed class NamespaceEntry(byte[] name)
{
    private int _state = (int)NamespaceState.Asked;

    /// <summary>The name as it stands in packets.</summary>
    public byte[] Name => name;

    /// <summary>Written by the deciding thread, before the client is told.</summary>
    public NamespaceState State
    {
        get => (NamespaceState)Volatile.Read(ref _state);
        set => Volatile.Write(ref _state, (int)value);
    }

    /// <summary>Changes the state unless another thread has changed it.</summary>
    public bool TryChange(NamespaceState from, NamespaceState to) =>
        Interlocked.CompareExchange(ref _state, (int)to, (int)from) == (int)from;
}

/// <summary>How far a connection has come with a namespace.</summary>
internal enum NamespaceState
{
    /// <summary>CONNECT has come and is not answered yet.</summary>
    Asked,

    /// <summary>Granted: events may come and go.</summary>
    Joined,

    /// <summary>Refused; the client may ask again.</summary>
    Refused,

    /// <summary>
    /// On the way to <see cref="Dismissed"/>: the client is being told, and events still come. Nothing may be let go before that: a pong
    /// or an acknowledgement must not overtake the news.
    /// </summary>
    Dismissing,

    /// <summary>Disconnected by this side; what was under way from the client is let go, and it may ask again.</summary>
    Dismissed,
}

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

/// <summary>One namespace of one connection. The sender creates it and asks to join; the read loop moves the state on.</summary>
internal sealed class NamespaceEntry(byte[] name, byte[] connectPacket)
{
    private int _state = (int)NamespaceState.Resting;
    private string? _error;

    /// <summary>The namespace as it stands in packets.</summary>
    public byte[] Name { get; } = name;

    /// <summary>The CONNECT packet with the Engine.IO prefix: <c>40/ns,{auth}</c>. Sender only.</summary>
    public byte[] ConnectPacket { get; set; } = connectPacket;

    /// <summary>While joining: since when. While resting: until when. A timestamp; sender only.</summary>
    public long Since { get; set; }

    /// <summary>The server's words when it refused or disconnected the namespace.</summary>
    public string? Error => Volatile.Read(ref _error);

    public NamespaceState State
    {
        get => (NamespaceState)Volatile.Read(ref _state);
        set => Volatile.Write(ref _state, (int)value);
    }

    /// <summary>The server refused or disconnected the namespace. Read loop.</summary>
    public void Lose(NamespaceState state, string error)
    {
        Volatile.Write(ref _error, error);
        State = state;
    }
}

/// <summary>Where a namespace stands on one connection.</summary>
internal enum NamespaceState
{
    /// <summary>CONNECT was written; events wait for the reply (an event before it closes the connection).</summary>
    Joining = 0,

    /// <summary>The server replied; events may be sent.</summary>
    Joined,

    /// <summary>The server refused CONNECT. The other namespaces go on.</summary>
    Refused,

    /// <summary>The server disconnected it. What was in flight for it may not have reached a handler.</summary>
    Disconnected,

    /// <summary>The sender has taken note of the loss and will CONNECT again after a pause.</summary>
    Resting,
}

/// <summary>How the server took a namespace away since the sender last looked.</summary>
internal enum NamespaceLoss
{
    None = 0,

    /// <summary>It refused CONNECT; nothing of that namespace was in flight.</summary>
    Refused,

    /// <summary>It disconnected one: what is in flight on the connection must be written again.</summary>
    Disconnected,
}

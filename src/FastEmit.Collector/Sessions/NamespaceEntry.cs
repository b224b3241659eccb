namespace FastEmit.Collector.Sessions;

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

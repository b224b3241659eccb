namespace FastEmit.Sending;

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

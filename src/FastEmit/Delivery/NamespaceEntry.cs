namespace FastEmit.Delivery;

/// <summary>One namespace of one connection. Created by the sender; its state is moved on by the read loop.</summary>
internal sealed class NamespaceEntry(byte[] name, byte[] connectPacket, long joinStarted)
{
    private int _state;

    /// <summary>The namespace as it stands in packets.</summary>
    public byte[] Name { get; } = name;

    /// <summary>The CONNECT packet with the Engine.IO prefix: <c>40/ns,{auth}</c>.</summary>
    public byte[] ConnectPacket { get; } = connectPacket;

    /// <summary>When CONNECT was written, as a timestamp.</summary>
    public long JoinStarted { get; } = joinStarted;

    public NamespaceState State
    {
        get => (NamespaceState)Volatile.Read(ref _state);
        set => Volatile.Write(ref _state, (int)value);
    }
}

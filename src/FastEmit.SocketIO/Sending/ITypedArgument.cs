namespace FastEmit.SocketIO.Sending;

/// <summary>A value together with its metadata, whatever its type.</summary>
internal interface ITypedArgument
{
    void WriteTo(PacketBuilder builder);
}

namespace FastEmit.Records;

/// <summary>Finds the namespace in an event packet: <c>42/ns,[…]</c>, or <c>42[…]</c> for the main one.</summary>
internal static class PacketNamespace
{
    private const int AfterType = 2; // "42": Engine.IO message, Socket.IO event

    /// <summary>The namespace of a packet that was written by this library; <c>/</c> when it names none.</summary>
    public static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> packet)
    {
        if (packet[AfterType] != (byte)'/')
        {
            return "/"u8;
        }

        ReadOnlySpan<byte> rest = packet[AfterType..];
        return rest[..rest.IndexOf((byte)',')];
    }

    /// <summary>The bytes before the argument array of a packet in a namespace that <see cref="Of"/> returned.</summary>
    public static int PrefixLength(ReadOnlySpan<byte> name) => name.Length == 1 ? AfterType : AfterType + name.Length + 1;
}

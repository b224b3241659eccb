namespace FastEmit.SocketIO;

/// <summary>The names that the official client gives to disconnect reasons.</summary>
public static class DisconnectReasonNames
{
    /// <summary>The name of <paramref name="reason"/> as the official client reports it.</summary>
    public static string ToProtocolName(this DisconnectReason reason) => reason switch
    {
        DisconnectReason.TransportClose => "transport close",
        DisconnectReason.TransportError => "transport error",
        DisconnectReason.PingTimeout => "ping timeout",
        DisconnectReason.ServerDisconnect => "io server disconnect",
        DisconnectReason.ClientDisconnect => "io client disconnect",
        DisconnectReason.ParseError => "parse error",
        DisconnectReason.ForcedClose => "forced close",
        DisconnectReason.WriteTimeout => "write timeout",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "Not a disconnect reason."),
    };
}

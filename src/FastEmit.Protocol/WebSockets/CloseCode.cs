using System.Diagnostics.CodeAnalysis;

namespace FastEmit.Protocol.WebSockets;

/// <summary>Close codes (RFC 6455 section 7.4).</summary>
internal static class CloseCode
{
    public const int Normal = 1000;
    public const int GoingAway = 1001;
    public const int ProtocolError = 1002;

    /// <summary>Reported when a close frame carried no code; never on the wire.</summary>
    public const int NoStatus = 1005;

    /// <summary>Reported when the connection ended without a close frame; never on the wire.</summary>
    public const int Abnormal = 1006;

    public const int InvalidPayload = 1007;
    public const int PolicyViolation = 1008;
    public const int MessageTooBig = 1009;

    /// <summary>Whether a peer may send <paramref name="code"/>: 1000–1003, 1007–1014 (registered) and 3000–4999 (libraries, private).</summary>
    public static bool MayBeSent(int code) =>
        code is (>= 1000 and <= 1003) or (>= 1007 and <= 1014) or (>= 3000 and <= 4999);
}

/// <summary>The peer broke RFC 6455 or a limit. The connection must be closed with <see cref="CloseCode"/>.</summary>
[SuppressMessage("Design", "CA1032", Justification = "A violation always has a close code and a reason.")]
internal sealed class WebSocketProtocolException(int closeCode, string message) : Exception(message)
{
    public int CloseCode { get; } = closeCode;
}

using System.Diagnostics.CodeAnalysis;

namespace FastEmit.Protocol.WebSockets;

/// <summary>The peer broke RFC 6455 or a limit. The connection must be closed with <see cref="CloseCode"/>.</summary>
[SuppressMessage("Design", "CA1032", Justification = "A violation always has a close code and a reason.")]
internal sealed class WebSocketProtocolException(int closeCode, string message) : Exception(message)
{
    public int CloseCode { get; } = closeCode;
}

using System.Diagnostics.CodeAnalysis;

namespace FastEmit.SocketIO;

/// <summary>The socket was disconnected before what was waited for could come.</summary>
[SuppressMessage("Design", "CA1032", Justification = "The reason is always known.")]
public sealed class SocketIODisconnectedException : Exception
{
    internal SocketIODisconnectedException(DisconnectReason reason, string? detail = null, Exception? cause = null)
        : base($"The socket has been disconnected ({reason.ToProtocolName()}{(detail is null ? "" : ": " + detail)}).", cause) => Reason = reason;

    /// <summary>Why.</summary>
    public DisconnectReason Reason { get; }
}

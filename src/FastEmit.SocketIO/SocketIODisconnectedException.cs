using System.Diagnostics.CodeAnalysis;

namespace FastEmit.SocketIO;

/// <summary>The socket was disconnected before what was waited for could come.</summary>
[SuppressMessage("Design", "CA1032", Justification = "The reason is always known.")]
public sealed class SocketIODisconnectedException : Exception
{
    /// <inheritdoc cref="SocketIODisconnectedException"/>
    /// <param name="reason">Why.</param>
    /// <param name="detail">What the server gave as its reason, or did wrong.</param>
    /// <param name="cause">The exception behind it.</param>
    public SocketIODisconnectedException(DisconnectReason reason, string? detail = null, Exception? cause = null)
        : base($"The socket has been disconnected ({reason.ToProtocolName()}{(detail is null ? "" : ": " + detail)}).", cause) => Reason = reason;

    /// <summary>Why.</summary>
    public DisconnectReason Reason { get; }
}

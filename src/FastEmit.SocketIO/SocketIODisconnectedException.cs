using System.Diagnostics.CodeAnalysis;

namespace FastEmit.SocketIO;

/// <summary>The socket was disconnected while a caller waited for an answer.</summary>
[SuppressMessage("Design", "CA1032", Justification = "The reason is always known.")]
public sealed class SocketIODisconnectedException : Exception
{
    /// <inheritdoc cref="SocketIODisconnectedException"/>
    /// <param name="reason">Why.</param>
    /// <param name="detail">The reason that the server gave, or the rule that it broke.</param>
    /// <param name="cause">The exception behind it.</param>
    public SocketIODisconnectedException(DisconnectReason reason, string? detail = null, Exception? cause = null)
        : base($"The socket has been disconnected ({reason.ToProtocolName()}{(detail is null ? "" : ": " + detail)}).", cause) => Reason = reason;

    /// <summary>Why.</summary>
    public DisconnectReason Reason { get; }
}

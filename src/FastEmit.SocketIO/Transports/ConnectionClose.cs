namespace FastEmit.SocketIO.Transports;

/// <summary>How a connection ended.</summary>
/// <param name="Reason">In the official client's terms.</param>
/// <param name="CloseCode">
/// The peer's close code, 1005 when its close frame had none, 1006 when there was no close frame; after a parse error the code to close with.
/// </param>
/// <param name="Detail">The peer's reason, or what it did wrong.</param>
/// <param name="Error">The exception behind it.</param>
internal sealed record ConnectionClose(DisconnectReason Reason, int? CloseCode, string? Detail, Exception? Error);

namespace FastEmit.SocketIO.Sending;

/// <summary>A packet that waits for its namespace to be connected.</summary>
/// <param name="Records">As <see cref="PacketBuilder.Finish"/> returned them.</param>
/// <param name="AckId">By which a timeout finds it; negative without an ack.</param>
internal sealed record OfflinePacket(byte[] Records, long AckId);

using FastEmit.Protocol.Packets;
using FastEmit.Protocol.WebSockets;

namespace FastEmit.Delivery;

/// <summary>The end of a connection that both sides still have.</summary>
internal sealed partial class Sender
{
    /// <summary>How long the peer may take to answer a WebSocket close.</summary>
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromMilliseconds(500);

    /// <summary>DISCONNECT for each namespace, then a WebSocket close, within the close timeout.</summary>
    private async Task DisconnectAsync(LaneConnection connection)
    {
        foreach (NamespaceEntry entry in connection.Namespaces.ToArray())
        {
            if (entry.State == NamespaceState.Joined)
            {
                WriteDisconnect(connection, entry);
            }
        }

        await FlushAsync(connection).ConfigureAwait(false);
        if (connection.LossReason is null)
        {
            await connection.CloseAsync(CloseTimeout).ConfigureAwait(false);
        }
    }

    private static void WriteDisconnect(LaneConnection connection, NamespaceEntry entry)
    {
        Span<byte> packet = new byte[1 + PacketWriter.MaxPrefixLength(entry.Name.Length)];
        packet[0] = (byte)'4';
        packet = packet[..(1 + PacketWriter.WriteDisconnect(packet[1..], entry.Name))];
        var batch = new FrameBatch(connection.Output.GetSpan(FrameWriter.MaskedLength(packet.Length)), connection.MaskKeys);
        batch.Write(WebSocketOpcode.Text, packet);
        connection.Output.Advance(batch.Length);
    }
}

using System.Text;
using FastEmit.Protocol.WebSockets;

namespace FastEmit.Collector.Tests.Clients;

/// <summary>What a <see cref="RawClient"/> received: a whole message, a control frame, or the end of the connection (no opcode).</summary>
internal sealed record ReceivedFrame(WebSocketOpcode? Opcode, byte[] Payload, int CloseCode = 0)
{
    public string Text => Encoding.UTF8.GetString(Payload);

    public bool IsEnd => Opcode is null;

    public override string ToString() => IsEnd ? "end" : $"{Opcode} {CloseCode} {Text}";
}

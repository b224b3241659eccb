using System.Text.Json.Serialization;

namespace FastEmit.SocketIO.Tests.Sending;

/// <summary>A payload whose getter does something while the packet is being built.</summary>
internal sealed class EmittingOnRead(SocketIOBinary before, Func<string> read, SocketIOBinary after)
{
    [JsonPropertyOrder(0)]
    public SocketIOBinary Before => before;

    [JsonPropertyOrder(1)]
    public string Read => read();

    [JsonPropertyOrder(2)]
    public SocketIOBinary After => after;
}

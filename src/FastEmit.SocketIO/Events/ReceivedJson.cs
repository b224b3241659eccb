using System.Text.Json;

namespace FastEmit.SocketIO.Events;

/// <summary>What a converter of System.Text.Json is given when it reads: names as where it writes, and the web defaults.</summary>
internal static class ReceivedJson
{
    internal static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
}

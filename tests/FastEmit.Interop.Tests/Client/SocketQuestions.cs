using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using FastEmit.SocketIO;

namespace FastEmit.Interop.Tests.Client;

/// <summary>Questions that a test asks the server by an event with ack.</summary>
internal static class SocketQuestions
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static Task<string> AskTextAsync(this SocketIOSocket socket, string name, string arguments = "") =>
        socket.AskAsync(name, arguments, TestJson.Default.String);

    public static Task<JsonElement> AskJsonAsync(this SocketIOSocket socket, string name, string arguments = "") =>
        socket.AskAsync(name, arguments, TestJson.Default.JsonElement);

    private static Task<T> AskAsync<T>(this SocketIOSocket socket, string name, string arguments, JsonTypeInfo<T> typeInfo) =>
        socket.EmitJsonWithAckAsync(name, Encoding.UTF8.GetBytes(arguments), typeInfo, TimeSpan.FromSeconds(15), Cancel).AsTask();
}

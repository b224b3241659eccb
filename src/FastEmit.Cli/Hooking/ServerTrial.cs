using System.Text;
using FastEmit.Hooks.Agents;
using FastEmit.SocketIO;

namespace FastEmit.Cli.Hooking;

/// <summary>Connects to a server in the same way as the agent, with the token, to check that it accepts events.</summary>
internal static class ServerTrial
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Null when the server accepts the connection; otherwise the error.</summary>
    public static async Task<string?> TryAsync(string url, string? token, TimeProvider time, CancellationToken interrupted)
    {
        SocketIOConnectionOptions options = new()
        {
            TimeProvider = time,
            Headers = token is null ? [] : [new("Authorization", ServerToken.HeaderOf(token))],
        };
        await using SocketIOConnection connection = new(url, options);
        TaskCompletionSource<string?> outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
        connection.ConnectFailed += (_, failed) => outcome.TrySetResult(failed.Error.Message);
        SocketIOAuth? auth = token is null ? null : SocketIOAuth.FromJson(Encoding.UTF8.GetBytes(ServerToken.AuthOf(token)));
        SocketIOSocket socket = connection.Socket("/", new SocketIOSocketOptions { Auth = auth });
        socket.Connected += (_, _) => outcome.TrySetResult(null);
        socket.ConnectError += (_, failed) => outcome.TrySetResult(failed.Error.Message);
        socket.Connect();
        try
        {
            return await outcome.Task.WaitAsync(Patience, time, interrupted);
        }
        catch (TimeoutException)
        {
            return $"no answer within {Patience.TotalSeconds:0} s";
        }
    }
}

using FastEmit.SocketIO.Transports;

namespace FastEmit.Hooks.Agents;

/// <summary>HTTP clients for the agent's server: without proxy, redirects and cookies.</summary>
internal static class ServerClient
{
    /// <summary>A client with a connect timeout. The caller disposes it.</summary>
    /// <param name="timeout">The connect timeout.</param>
    /// <param name="time">The clock.</param>
    /// <param name="token">The server's token, or null.</param>
    public static HttpClient New(TimeSpan timeout, TimeProvider time, string? token)
    {
        SocketsHttpHandler handler = HttpHandlers.New(timeout, time);
        handler.UseProxy = false;
        handler.AllowAutoRedirect = false;
        handler.UseCookies = false;
        HttpClient client = new(handler);
        if (token is not null)
        {
            client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", ServerToken.HeaderOf(token));
        }

        return client;
    }
}

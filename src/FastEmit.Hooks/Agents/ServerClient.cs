using System.Text.Json;
using FastEmit.Hooks.Spooling;
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

/// <summary>The secret for the server: sent as <c>token</c> in the auth payload and as the bearer token of every request.</summary>
internal static class ServerToken
{
    /// <summary>The environment variable that names it.</summary>
    public const string Variable = "FASTEMIT_TOKEN";

    /// <summary>The token of the option, otherwise of the environment, otherwise of the token file; null for none.</summary>
    /// <param name="option">The option's value, or null.</param>
    /// <param name="variable">Reads an environment variable.</param>
    /// <param name="paths">The files.</param>
    public static string? Find(string? option, Func<string, string?> variable, HookPaths paths)
    {
        foreach (string? candidate in (ReadOnlySpan<string?>)[option, variable(Variable), SecretFile.Read(paths.Token).FirstOrDefault()])
        {
            if (!string.IsNullOrWhiteSpace(candidate))
            {
                return candidate.Trim();
            }
        }

        return null;
    }

    /// <summary>The auth payload.</summary>
    public static string AuthOf(string token) => $"{{\"token\":\"{JsonEncodedText.Encode(token)}\"}}";

    /// <summary>The header's value.</summary>
    public static string HeaderOf(string token) => $"Bearer {token}";
}

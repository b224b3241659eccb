using System.CommandLine;
using System.Text.Json;
using FastEmit.Cli.Collecting;

namespace FastEmit.Cli.CommandLine;

/// <summary>The server's token: <c>--token</c>, or the environment variable, which a process list does not show.</summary>
internal static class TokenOption
{
    public static Option<string?> Create() => new("--token")
    {
        Description = $"The server's token, sent as {{\"token\":\"…\"}} unless --auth is given. Default: the environment variable {CollectCommand.TokenVariable}.",
        HelpName = "TOKEN",
    };

    /// <summary>The auth payload: the given one, otherwise one with the token, otherwise none.</summary>
    public static string? AuthOf(string? auth, string? token) =>
        AuthOf(auth, token, Environment.GetEnvironmentVariable(CollectCommand.TokenVariable));

    internal static string? AuthOf(string? auth, string? token, string? inEnvironment)
    {
        token = string.IsNullOrEmpty(token) ? inEnvironment : token;
        return auth ?? (string.IsNullOrEmpty(token) ? null : $"{{\"token\":\"{JsonEncodedText.Encode(token)}\"}}");
    }
}

using System.CommandLine;
using System.Text.Json;
using FastEmit.Cli.Collecting;

namespace FastEmit.Cli.CommandLine;

/// <summary>The token of a server that asks for one: <c>--token</c>, or the environment variable, which no list of processes shows.</summary>
internal static class TokenOption
{
    public static Option<string?> Create() => new("--token")
    {
        Description = $"The server's token, sent as {{\"token\":\"…\"}} where there is no --auth. By default that of the environment variable {CollectCommand.TokenVariable}.",
        HelpName = "TOKEN",
    };

    /// <summary>The auth payload: the given one, or one that holds the token, or none.</summary>
    public static string? AuthOf(string? auth, string? token) =>
        AuthOf(auth, token, Environment.GetEnvironmentVariable(CollectCommand.TokenVariable));

    internal static string? AuthOf(string? auth, string? token, string? inEnvironment)
    {
        token = string.IsNullOrEmpty(token) ? inEnvironment : token;
        return auth ?? (string.IsNullOrEmpty(token) ? null : $"{{\"token\":\"{JsonEncodedText.Encode(token)}\"}}");
    }
}

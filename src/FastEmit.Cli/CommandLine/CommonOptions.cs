using System.CommandLine;
using System.Text.Json;

namespace FastEmit.Cli.CommandLine;

/// <summary>Creates the options that several verbs share. Each verb gets its own instances.</summary>
internal static class CommonOptions
{
    /// <summary>The name of the option that every verb has.</summary>
    public const string JsonName = "--json";

    /// <summary>Restricts standard output to one JSON object.</summary>
    public static Option<bool> Json() => new(JsonName)
    {
        Description = "Print exactly one JSON object on standard output, for scripts.",
    };
}

/// <summary>The server's token: <c>--token</c>, or the environment variable, which a process list does not show.</summary>
internal static class TokenOption
{
    /// <summary>The environment variable for the token, which a process list does not show.</summary>
    public const string Variable = "FASTEMIT_TOKEN";

    public static Option<string?> Create() => new("--token")
    {
        Description = $"The server's token, sent as {{\"token\":\"…\"}} unless --auth is given. Default: the environment variable {Variable}.",
        HelpName = "TOKEN",
    };

    /// <summary>The auth payload: the given one, otherwise one with the token, otherwise none.</summary>
    public static string? AuthOf(string? auth, string? token) =>
        AuthOf(auth, token, Environment.GetEnvironmentVariable(Variable));

    internal static string? AuthOf(string? auth, string? token, string? inEnvironment)
    {
        token = string.IsNullOrEmpty(token) ? inEnvironment : token;
        return auth ?? (string.IsNullOrEmpty(token) ? null : $"{{\"token\":\"{JsonEncodedText.Encode(token)}\"}}");
    }
}

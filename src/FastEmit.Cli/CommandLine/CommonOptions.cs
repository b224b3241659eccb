using System.CommandLine;

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

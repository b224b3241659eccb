using System.CommandLine;

namespace FastEmit.Cli.CommandLine;

/// <summary>Makes the options that more than one verb has. Each verb gets instances of its own.</summary>
internal static class CommonOptions
{
    /// <summary>The name of the option that every verb has.</summary>
    public const string JsonName = "--json";

    /// <summary>Asks for one JSON object on standard output and nothing else there.</summary>
    public static Option<bool> Json() => new(JsonName)
    {
        Description = "Print exactly one JSON object on standard output, for scripts.",
    };
}

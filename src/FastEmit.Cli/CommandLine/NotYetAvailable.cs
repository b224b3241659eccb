using System.CommandLine;

namespace FastEmit.Cli.CommandLine;

/// <summary>
/// What the design promises and this version does not have yet. Asking for it is bad usage with a clear answer, rather
/// than an option that is silently ignored. A part that lands removes its line here.
/// </summary>
internal static class NotYetAvailable
{
    /// <summary>The options, by verb.</summary>
    private static readonly (string Verb, string Option)[] Options =
    [
        ("emit", "--ring-file"),
    ];

    /// <summary>Adds this verb's missing options, so that they are recognized, hidden from the help, and refused.</summary>
    public static void AddTo(Command verb)
    {
        foreach ((string _, string name) in Options.Where(missing => missing.Verb == verb.Name))
        {
            var option = new Option<string>(name) { Hidden = true };
            option.Validators.Add(result => result.AddError($"{name} is not available in this version yet."));
            verb.Add(option);
        }
    }
}

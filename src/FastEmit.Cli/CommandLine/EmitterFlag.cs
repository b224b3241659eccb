using System.CommandLine;
using System.CommandLine.Parsing;

namespace FastEmit.Cli.CommandLine;

/// <summary>Flags that set an option of <see cref="HookEmitterOptions"/>. The option defines its accepted values.</summary>
internal static class EmitterFlag
{
    public static Option<string> Url(string description = "The Socket.IO server: an http, https, ws or wss URL.")
    {
        Option<string> url = Create("--url", nameof(HookEmitterOptions.Url), "URL", description);
        url.Required = true;
        return url;
    }

    public static Option<string> Auth() => Create("--auth", "Connection.Auth", "JSON", "The Socket.IO auth payload, a JSON object.");

    /// <param name="flag">The flag.</param>
    /// <param name="option">The option that it sets: <c>Batch.Window</c>.</param>
    /// <param name="helpName">The value's name in the help.</param>
    /// <param name="description">The text in the help.</param>
    /// <param name="unit">The unit that is appended to the value before it is parsed: <c>ms</c>.</param>
    public static Option<string> Create(string flag, string option, string helpName, string description, string unit = "") => new(flag)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (Problem(option, text + unit) is { } error)
            {
                result.AddError($"{flag}: {Shown(error, text)} is not accepted; it takes {error.Accepted.Replace(", or null", "", StringComparison.Ordinal)}.");
            }

            return text + unit;
        },
    };

    /// <summary>HTTP headers, each NAME=VALUE.</summary>
    public static Option<KeyValuePair<string, string>[]> Headers() => Pairs(
        "--header", "An HTTP header of the upgrade request, K=V; may be given several times.", "K=V", "NAME=VALUE with the name of an HTTP header, such as X-Api-Key=1234",
        static (name, value) => Problem("Connection.Headers." + name, value) is null ? null : "");

    /// <summary>Any options, each NAME=VALUE. The range is checked when the emitter is created, because it may depend on other options.</summary>
    public static Option<KeyValuePair<string, string>[]> Any() => Pairs(
        "--set", "Any option of the emitter by its name, such as Batch.MaxBytes=4096 or Reconnect.MaxDelay=5s; may be given several times.", "NAME=VALUE", "NAME=VALUE, such as Batch.MaxBytes=4096",
        static (name, value) => new HookEmitterOptions().TrySet(name, value, out OptionError? error) ? null : error.Value.Problem);

    private static Option<KeyValuePair<string, string>[]> Pairs(
        string flag, string description, string helpName, string accepts, Func<string, string, string?> problemOf) => new(flag)
        {
            Description = description,
            HelpName = helpName,
            Arity = ArgumentArity.ZeroOrMore,
            DefaultValueFactory = static _ => [],
            CustomParser = result =>
            {
                List<KeyValuePair<string, string>> pairs = [];
                foreach (Token token in result.Tokens)
                {
                    string[] parts = token.Value.Split('=', 2);
                    string? problem = parts is [{ Length: > 0 }, _] ? problemOf(parts[0], parts[1]) : "";
                    if (problem is null)
                    {
                        pairs.Add(new(parts[0], parts[1]));
                    }
                    else
                    {
                        // The message omits the value: it may be a secret.
                        result.AddError($"{flag}: '{parts[0]}' {(problem.Length == 0 ? $"is not accepted; it takes {accepts}." : problem)}");
                    }
                }

                return [.. pairs];
            },
        };

    private static OptionError? Problem(string option, string text)
    {
        HookEmitterOptions options = new() { Url = "http://localhost" };
        return options.TrySet(option, text, out OptionError? error)
            ? options.Validate().Where(error => option.StartsWith(error.Option, StringComparison.OrdinalIgnoreCase)).Cast<OptionError?>().FirstOrDefault()
            : error;
    }

    /// <summary>The given value, in the option's form, which hides possible secrets, or as it was typed.</summary>
    private static string Shown(OptionError error, string text) =>
        error.Given == "…" ? "the value" : error.Given is ['\'', ..] && !error.Given.Contains(text, StringComparison.Ordinal) ? error.Given : $"'{text}'";
}

using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace FastEmit.Cli.CommandLine;

/// <summary>
/// The options that describe an emitter: flags for the most used ones, and <c>--set</c> for all. <see cref="HookEmitterOptions"/>
/// defines the accepted values and the errors.
/// </summary>
internal sealed class EmitterOptionSet
{
    /// <summary>The longest delay before a returned server is noticed: the user waits for the command to end.</summary>
    private static readonly TimeSpan LongestOutage = TimeSpan.FromSeconds(1);

    private static readonly HookEmitterOptions Defaults = new();

    private readonly (string Name, Option<string> Flag)[] _flags =
    [
        ("Url", EmitterFlag.Url()),
        ("Connection.Path", WithDefault(Defaults.Connection.Path, EmitterFlag.Create(
            "--path", "Connection.Path", "PATH", "The path of the server's Engine.IO endpoint."))),
        ("MaxConnections", WithDefault(Text(Defaults.MaxConnections), EmitterFlag.Create(
            "--connections", "MaxConnections", "K", "The number of lanes, and so the maximum number of connections."))),
        ("Batch.Window", WithDefault(Text(Defaults.Batch.Window.TotalMilliseconds), EmitterFlag.Create(
            "--batch-window", "Batch.Window", "MS", "The longest time an event waits for others in its batch, in milliseconds; 0 sends at once.", unit: "ms"))),
        ("Batch.MaxEvents", WithDefault(Text(Defaults.Batch.MaxEvents), EmitterFlag.Create(
            "--max-batch-size", "Batch.MaxEvents", "N", "The number of waiting events that ends the window early."))),
        ("Delivery", WithDefault(JsonNamingPolicy.KebabCaseLower.ConvertName($"{Defaults.Delivery}"), EmitterFlag.Create(
            "--delivery", "Delivery", "GUARANTEE",
            "at-least-once (sent again until the server has received it), at-most-once, or acknowledged (until its handler has answered)."))),
        ("Batch.Envelope", EmitterFlag.Create(
            "--envelope", "Batch.Envelope", "NAME", "Send each batch as one event of this name: an array with the argument array of every event.")),
    ];

    private readonly Option<string> _auth = EmitterFlag.Auth();
    private readonly Option<string?> _token = TokenOption.Create();
    private readonly Option<KeyValuePair<string, string>[]> _headers = EmitterFlag.Headers();
    private readonly Option<KeyValuePair<string, string>[]> _set = EmitterFlag.Any();

    private readonly Option<double> _timeout = NumberOption.Create(
        "--timeout", 0.2, 86_400, 10, "S", "Give up when the server has confirmed nothing for this many seconds.");

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command verb)
    {
        foreach (Option option in (Option[])[.. _flags.Select(static flag => flag.Flag), _auth, _token, _headers, _set, _timeout])
        {
            verb.Add(option);
        }
    }

    /// <summary>The emitter that the command line describes.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="options">The verb's own defaults.</param>
    public HookEmitterOptions Bind(ParseResult parsed, HookEmitterOptions options)
    {
        // The timeout limits everything: a connect attempt fails before it, so that there is an error to report;
        // an open breaker retries several times within it; unanswered pings are noticed within it.
        TimeSpan timeout = GetTimeout(parsed);
        options.Connection.Timeout = Least(Defaults.Connection.Timeout, timeout * 0.75);
        options.Circuit.RecoveryTimeout = Least(LongestOutage, timeout / 8);
        options.Acks.WatermarkTimeout = Least(Defaults.Acks.WatermarkTimeout, timeout * 0.75);
        foreach ((string name, Option<string> flag) in _flags)
        {
            if (parsed.GetResult(flag) is { Implicit: false })
            {
                Set(options, name, parsed.GetRequiredValue(flag));
            }
        }

        options.Connection.Auth = TokenOption.AuthOf(parsed.GetValue(_auth), parsed.GetValue(_token));
        foreach ((string name, string value) in parsed.GetRequiredValue(_headers))
        {
            options.Connection.Headers[name] = value;
        }

        foreach ((string name, string value) in parsed.GetRequiredValue(_set))
        {
            Set(options, name, value);
        }

        return options;
    }

    /// <summary>The longest time without any confirmation.</summary>
    public TimeSpan GetTimeout(ParseResult parsed) => TimeSpan.FromSeconds(parsed.GetValue(_timeout));

    private static void Set(HookEmitterOptions options, string name, string value)
    {
        if (!options.TrySet(name, value, out OptionError? error))
        {
            throw new UsageException($"{error.Value.Option} {error.Value.Problem}");
        }
    }

    private static Option<string> WithDefault(string value, Option<string> flag)
    {
        flag.DefaultValueFactory = _ => value;
        return flag;
    }

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;
}

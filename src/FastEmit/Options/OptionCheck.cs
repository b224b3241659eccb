namespace FastEmit.Options;

/// <summary>Collects what is wrong with a set of options, so that one exception names it all.</summary>
internal sealed class OptionCheck : OptionVisitor
{
    private readonly List<OptionError> _errors = [];

    /// <summary>The errors of the options; empty when there are none.</summary>
    public static IReadOnlyList<OptionError> Of(HookEmitterOptions options)
    {
        OptionCheck check = new();
        options.Copy().Declare(check);
        return check._errors;
    }

    /// <exception cref="ArgumentException">Names every option that is out of its range.</exception>
    public static void Require(HookEmitterOptions options)
    {
        if (Of(options) is { Count: > 0 } errors)
        {
            throw new ArgumentException(
                string.Join(Environment.NewLine, errors.Select(static error => $"{nameof(HookEmitterOptions)}.{error.Option} {error.Problem}")), nameof(options));
        }
    }

    /// <inheritdoc/>
    protected override T See<T>(string name, T value, TextParser<T>? parse, bool accepted, FormattableString accepts, string? shown = null)
    {
        if (!accepted)
        {
            string given = value is null ? "null" : shown ?? (value is "" ? "empty" : FormattableString.Invariant($"{value}"));
            _errors.Add(new OptionError(name, given, FormattableString.Invariant(accepts)));
        }

        return value;
    }
}

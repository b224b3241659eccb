namespace FastEmit.Options;

/// <summary>
/// Visits every option of an emitter. One line of a group declares an option: its name, its value, its text form and its accepted values.
/// The value that a visitor returns becomes the option's: a check returns the present one, a setting the one that it was given.
/// </summary>
internal abstract class OptionVisitor
{
    private string _group = "";

    /// <summary>Begins a group: the options that follow are named <c>Group.Option</c>.</summary>
    public OptionVisitor In(string group)
    {
        _group = group + ".";
        return this;
    }

    /// <summary>An option from <paramref name="min"/> to <paramref name="max"/>.</summary>
    public int Number(string name, int value, int min, int max) =>
        See(_group + name, value, OptionText.TryNumber, value >= min && value <= max, $"{min} to {max}");

    /// <summary>A number of bytes that is a power of two.</summary>
    public int PowerOfTwo(string name, int value, int min, int max) =>
        See(_group + name, value, OptionText.TryNumber, value >= min && value <= max && int.IsPow2(value), $"a power of two from {min} to {max}");

    /// <summary>A fraction; whether it is accepted depends on the option.</summary>
    public double Fraction(string name, double value, bool accepted, FormattableString accepts) =>
        See(_group + name, value, OptionText.TryFraction, accepted, accepts);

    /// <summary>An option that is on or off.</summary>
    public bool Flag(string name, bool value) => See(_group + name, value, bool.TryParse, true, $"true or false");

    /// <summary>A time from <paramref name="min"/> to <paramref name="max"/>.</summary>
    public TimeSpan Duration(string name, TimeSpan value, TimeSpan min, TimeSpan max) =>
        See(_group + name, value, OptionText.TryDuration, value >= min && value <= max, $"{min} to {max}");

    /// <summary>A time from <paramref name="min"/> to <paramref name="max"/>, or the one value beside them that means something else.</summary>
    public TimeSpan Duration(string name, TimeSpan value, TimeSpan min, TimeSpan max, TimeSpan or, string meaning) =>
        See(_group + name, value, OptionText.TryDuration, value == or || (value >= min && value <= max), $"{min} to {max}, or {meaning}");

    /// <summary>One of an enumeration's names.</summary>
    public T Choice<T>(string name, T value)
        where T : struct, Enum =>
        See(_group + name, value, OptionText.TryChoice, Enum.IsDefined(value), $"{string.Join(", ", Enum.GetNames<T>())}");

    /// <summary>An option of any type; <paramref name="parse"/> is null when no text can say it.</summary>
    public T Value<T>(string name, T value, TextParser<T>? parse, bool accepted, FormattableString accepts) =>
        See(_group + name, value, parse, accepted, accepts);

    /// <summary>An option of any type whose value is not repeated in messages, because it may be a secret.</summary>
    public T Secret<T>(string name, T value, TextParser<T>? parse, bool accepted, FormattableString accepts, string shown = "…") =>
        See(_group + name, value, parse, accepted, accepts, shown);

    /// <summary>Text, or nothing.</summary>
    public string? Text(string name, string? value, bool accepted, FormattableString accepts) =>
        See(_group + name, value, OptionText.TryText, accepted, accepts);

    /// <summary>One of several forms in which text says an option that is an object: <c>Fallback.Http</c>.</summary>
    public T? Form<T>(string name, string form, T? value, TextParser<T?> parse)
        where T : class => SeeForm($"{_group}{name}.{form}", value, parse);

    /// <summary>A list of texts.</summary>
    public void List(string name, IList<string> values) => SeeList(_group + name, values);

    /// <summary>A dictionary of texts.</summary>
    public void Map(string name, IDictionary<string, string> values) => SeeMap(_group + name, values);

    /// <param name="name">The whole name: <c>Batch.Window</c>.</param>
    /// <param name="value">The value that the option has.</param>
    /// <param name="parse">Reads it from text; null when no text can say it.</param>
    /// <param name="accepted">Whether the value is accepted.</param>
    /// <param name="accepts">The accepted values, in words.</param>
    /// <param name="shown">Instead of the value, in messages.</param>
    /// <returns>The value that the option has from now on.</returns>
    protected abstract T See<T>(string name, T value, TextParser<T>? parse, bool accepted, FormattableString accepts, string? shown = null);

    /// <inheritdoc cref="Form"/>
    protected virtual T? SeeForm<T>(string name, T? value, TextParser<T?> parse)
        where T : class => value;

    /// <inheritdoc cref="List"/>
    protected virtual void SeeList(string name, IList<string> values)
    {
    }

    /// <inheritdoc cref="Map"/>
    protected virtual void SeeMap(string name, IDictionary<string, string> values)
    {
    }
}

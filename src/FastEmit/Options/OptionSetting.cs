namespace FastEmit.Options;

/// <summary>Sets one option, which is named as in <c>Batch.Window</c> or <c>Batch:Window</c>, from text.</summary>
internal sealed class OptionSetting(string name, string text) : OptionVisitor
{
    private readonly SortedSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
    private bool _found;
    private OptionError? _error;

    /// <summary>Sets the option. Returns the error when there is none of this name or its text cannot be read; otherwise null.</summary>
    public static OptionError? Apply(HookEmitterOptions options, string name, string text)
    {
        OptionSetting setting = new(name, text);
        options.Declare(setting);
        return setting._found
            ? setting._error
            : new OptionError(name, "no option", string.Join(", ", setting._names));
    }

    /// <inheritdoc/>
    protected override T See<T>(string name, T value, TextParser<T>? parse, bool accepted, FormattableString accepts, string? shown = null)
    {
        if (parse is null || !IsMeant(name))
        {
            return value;
        }

        if (parse(text, out T parsed))
        {
            return parsed;
        }

        _error = new OptionError(name, shown ?? $"'{text}'", FormattableString.Invariant(accepts));
        return value;
    }

    /// <inheritdoc/>
    protected override T? SeeForm<T>(string name, T? value, TextParser<T?> parse)
        where T : class
    {
        if (!IsMeant(name))
        {
            return value;
        }

        if (value is not null)
        {
            _error = new OptionError(name, "a second one", "one form of it");
            return value;
        }

        try
        {
            return parse(text, out T? parsed) ? parsed : null;
        }
        catch (Exception exception) when (exception is ArgumentException or IOException or UnauthorizedAccessException)
        {
            _error = new OptionError(name, $"'{text}'", exception.Message.TrimEnd('.'));
            return null;
        }
    }

    /// <inheritdoc/>
    protected override void SeeList(string name, IList<string> values)
    {
        if (IsMeant(name, out string entry) && (entry.Length != 0 || text.Length != 0)) // an empty list is an empty text
        {
            values.Add(text);
        }
    }

    /// <inheritdoc/>
    protected override void SeeMap(string name, IDictionary<string, string> values)
    {
        if (!IsMeant(name, out string entry))
        {
            return;
        }

        if (entry.Length != 0)
        {
            values[entry] = text;
        }
        else if (text.Length != 0)
        {
            _error = new OptionError(name, $"'{text}'", $"{name}.NAME with a value");
        }
    }

    /// <summary>Whether the option of this name is meant.</summary>
    private bool IsMeant(string declared) => Found(declared, Same(declared, name));

    /// <summary>Whether the list or dictionary of this name is meant, or an entry of it.</summary>
    private bool IsMeant(string declared, out string entry)
    {
        bool isEntry = name.Length > declared.Length && name[declared.Length] is ('.' or ':') && Same(declared, name[..declared.Length]);
        entry = isEntry ? name[(declared.Length + 1)..] : "";
        return Found(declared, isEntry || Same(declared, name));
    }

    private bool Found(string declared, bool isMeant)
    {
        _names.Add(declared);
        _found |= isMeant;
        return isMeant;
    }

    private static bool Same(string declared, string given) =>
        declared.Equals(given.Replace(':', '.'), StringComparison.OrdinalIgnoreCase);
}

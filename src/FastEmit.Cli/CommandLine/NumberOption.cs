using System.CommandLine;
using System.Globalization;
using System.Numerics;

namespace FastEmit.Cli.CommandLine;

/// <summary>Options that accept a number within a range. The error of another value names the range.</summary>
internal static class NumberOption
{
    /// <summary>An option with a default.</summary>
    public static Option<T> Create<T>(string name, T min, T max, T byDefault, string unit, string description)
        where T : struct, INumber<T>
    {
        Option<T> option = Required(name, min, max, unit, description);
        option.Required = false;
        option.DefaultValueFactory = _ => byDefault;
        return option;
    }

    /// <summary>An option that must be given.</summary>
    public static Option<T> Required<T>(string name, T min, T max, string unit, string description)
        where T : struct, INumber<T> => new(name)
        {
            Description = description,
            HelpName = unit,
            Required = true,
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                if (T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out T value) && value >= min && value <= max)
                {
                    return value;
                }

                string kind = T.IsInteger(T.One / (T.One + T.One)) ? "a whole number" : "a number";
                result.AddError(string.Create(
                    CultureInfo.InvariantCulture, $"{name}: '{text}' is not accepted; it takes {kind} from {min} to {max}."));
                return default;
            },
        };
}

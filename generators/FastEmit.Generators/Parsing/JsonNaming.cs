using System.Globalization;
using System.Text;

namespace FastEmit.Generators.Parsing;

/// <summary>JSON names of members, equal to those of System.Text.Json's naming policies for identifiers.</summary>
internal static class JsonNaming
{
    public static string Convert(string name, NamingPolicy policy) => policy switch
    {
        NamingPolicy.AsDeclared => name,
        NamingPolicy.CamelCase => Camel(name),
        NamingPolicy.KebabCase => Separated(name, '-'),
        _ => Separated(name, '_'),
    };

    /// <summary>Converts the leading capitals to lower case, except one that begins the next word: <c>IOStream</c>, <c>ioStream</c>.</summary>
    private static string Camel(string name)
    {
        char[] characters = name.ToCharArray();
        for (int i = 0; i < characters.Length && char.IsUpper(characters[i]); i++)
        {
            bool beforeWord = i > 0 && i + 1 < characters.Length && !char.IsUpper(characters[i + 1]);
            if (beforeWord)
            {
                break;
            }

            characters[i] = char.ToLowerInvariant(characters[i]);
        }

        return new string(characters);
    }

    private static string Separated(string name, char separator)
    {
        var result = new StringBuilder(name.Length + 4);
        bool afterUpper = false;
        bool afterLowerOrDigit = false;
        for (int i = 0; i < name.Length; i++)
        {
            char current = name[i];
            UnicodeCategory category = char.GetUnicodeCategory(current);
            bool isUpper = category == UnicodeCategory.UppercaseLetter;
            bool endsAbbreviation = isUpper && afterUpper && i + 1 < name.Length && char.IsLower(name[i + 1]);
            if ((isUpper && afterLowerOrDigit) || endsAbbreviation)
            {
                result.Append(separator);
            }

            result.Append(isUpper ? char.ToLowerInvariant(current) : current);
            afterUpper = isUpper;
            afterLowerOrDigit = category is UnicodeCategory.LowercaseLetter or UnicodeCategory.DecimalDigitNumber;
        }

        return result.ToString();
    }
}

/// <summary>How member names become JSON names. The values are those of FastEmit.Events.EventNaming.</summary>
internal enum NamingPolicy
{
    Default = 0,
    SnakeCase,
    CamelCase,
    KebabCase,
    AsDeclared,
}

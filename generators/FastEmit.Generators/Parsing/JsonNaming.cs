using System.Globalization;
using System.Text;

namespace FastEmit.Generators.Parsing;

/// <summary>JSON names of members: the same as System.Text.Json's naming policies give.</summary>
internal static class JsonNaming
{
    public static string Convert(string name, NamingPolicy policy) => policy switch
    {
        NamingPolicy.AsDeclared => name,
        NamingPolicy.CamelCase => Camel(name),
        NamingPolicy.KebabCase => Separated(name, '-'),
        _ => Separated(name, '_'),
    };

    /// <summary>The leading capitals in lower case, except one that begins the next word: <c>IOStream</c>, <c>ioStream</c>.</summary>
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
        var previous = Character.Start;
        for (int i = 0; i < name.Length; i++)
        {
            char current = name[i];
            switch (char.GetUnicodeCategory(current))
            {
                case UnicodeCategory.UppercaseLetter:
                    bool endsAbbreviation = previous == Character.Upper && i + 1 < name.Length && char.IsLower(name[i + 1]);
                    if (previous is Character.LowerOrDigit or Character.Space || endsAbbreviation)
                    {
                        result.Append(separator);
                    }

                    result.Append(char.ToLowerInvariant(current));
                    previous = Character.Upper;
                    break;
                case UnicodeCategory.LowercaseLetter or UnicodeCategory.DecimalDigitNumber:
                    if (previous == Character.Space)
                    {
                        result.Append(separator);
                    }

                    result.Append(current);
                    previous = Character.LowerOrDigit;
                    break;
                case UnicodeCategory.SpaceSeparator:
                    previous = previous == Character.Start ? Character.Start : Character.Space;
                    break;
                default:
                    result.Append(current);
                    previous = Character.Start; // as in System.Text.Json: what follows a sign begins without a separator
                    break;
            }
        }

        return result.ToString();
    }

    private enum Character
    {
        Start = 0,
        Upper,
        LowerOrDigit,
        Space,
    }
}

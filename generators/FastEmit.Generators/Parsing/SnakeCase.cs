using System.Text;

namespace FastEmit.Generators.Parsing;

/// <summary>The words of an identifier in lower case, joined by underscores; the same as System.Text.Json's SnakeCaseLower.</summary>
internal static class SnakeCase
{
    public static string Convert(string name)
    {
        var result = new StringBuilder(name.Length + 4);
        var previous = Character.Start;
        for (int i = 0; i < name.Length; i++)
        {
            char current = name[i];
            Character kind = Classify(current);
            switch (kind)
            {
                case Character.Upper:
                    // A word begins after a small letter or digit, and at the last capital of an abbreviation: IOStream, io_stream.
                    bool beforeSmall = i + 1 < name.Length && char.IsLower(name[i + 1]);
                    if (previous is Character.LowerOrDigit or Character.Separator || (previous == Character.Upper && beforeSmall))
                    {
                        Separate(result);
                    }

                    result.Append(char.ToLowerInvariant(current));
                    break;
                case Character.LowerOrDigit:
                    if (previous == Character.Separator)
                    {
                        Separate(result);
                    }

                    result.Append(current);
                    break;
                case Character.Separator:
                    if (previous == Character.Start)
                    {
                        continue;
                    }

                    break;
                default:
                    result.Append(current);
                    break;
            }

            previous = kind;
        }

        return result.ToString();
    }

    private static void Separate(StringBuilder result)
    {
        if (result.Length > 0)
        {
            result.Append('_');
        }
    }

    private static Character Classify(char c) => char.GetUnicodeCategory(c) switch
    {
        System.Globalization.UnicodeCategory.UppercaseLetter => Character.Upper,
        System.Globalization.UnicodeCategory.LowercaseLetter or System.Globalization.UnicodeCategory.DecimalDigitNumber => Character.LowerOrDigit,
        System.Globalization.UnicodeCategory.SpaceSeparator => Character.Separator,
        _ => Character.Other,
    };

    private enum Character
    {
        Start = 0,
        Upper,
        LowerOrDigit,
        Separator,
        Other,
    }
}

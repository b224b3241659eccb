namespace FastEmit.Extensions.Hosting.Logging;

/// <summary>
/// Renders <c>"User {Id} from {City}"</c> from the entry's own values, without creating a string. Unsupported
/// templates (alignment, collections, a template that does not match its values) are left to the entry's formatter.
/// </summary>
internal static class MessageTemplate
{
    /// <summary>The name of the template in an entry's values, where it is the last one.</summary>
    public const string TemplateName = "{OriginalFormat}";

    /// <summary>The framework formatter's text for null.</summary>
    private const string Null = "(null)";

    /// <summary>Renders into <paramref name="text"/>; false, with nothing written, when the entry's formatter is needed.</summary>
    public static bool TryRender(IReadOnlyList<KeyValuePair<string, object?>>? values, TextBuffer text)
    {
        if (values is not { Count: > 0 and var count } || values[count - 1] is not { Key: TemplateName, Value: string template }
            || !TryRender(template, values, text))
        {
            text.Clear();
            return false;
        }

        return true;
    }

    private static bool TryRender(ReadOnlySpan<char> template, IReadOnlyList<KeyValuePair<string, object?>> values, TextBuffer text)
    {
        int hole = 0;
        while (template.IndexOfAny('{', '}') is >= 0 and var brace)
        {
            text.Append(template[..brace]);
            char found = template[brace];
            template = template[(brace + 1)..];
            if (!template.IsEmpty && template[0] == found)
            {
                text.Append(template[..1]); // {{ and }} are escaped braces.
                template = template[1..];
                continue;
            }

            int end = template.IndexOf('}');
            if (found == '}' || end < 0 || !TryAppend(template[..end], hole++, values, text))
            {
                return false;
            }

            template = template[(end + 1)..];
        }

        text.Append(template);
        return true;
    }

    /// <summary>Values are in the order of the placeholders, except in hand-written states, which are left to their formatter.</summary>
    private static bool TryAppend(
        ReadOnlySpan<char> hole, int index, IReadOnlyList<KeyValuePair<string, object?>> values, TextBuffer text)
    {
        int colon = hole.IndexOf(':');
        ReadOnlySpan<char> format = colon < 0 ? default : hole[(colon + 1)..];
        ReadOnlySpan<char> name = colon < 0 ? hole : hole[..colon];
        if (index >= values.Count - 1)
        {
            return false;
        }

        (string key, object? value) = values[index];
        if (!name.SequenceEqual(key))
        {
            return false;
        }

        switch (value)
        {
            case null:
                text.Append(Null);
                return true;
            case string chars:
                text.Append(chars);
                return true;
            case Enum:
                return false;
            case ISpanFormattable formattable:
                text.Append(formattable, format);
                return true;
            default:
                return false;
        }
    }
}

namespace FastEmit.Hooks.Deriving;

/// <summary>The trace context in which an agent runs a hook (W3C Trace Context, level 1): OTLP records of the same trace belong to the hook's session.</summary>
internal static class TraceContext
{
    /// <summary>The environment variable in which agents that export traces pass it to their child processes.</summary>
    public const string Variable = "TRACEPARENT";

    private const int Length = 55;
    private const int LastDashes = Length - 3;

    /// <summary>The text if it is one of version 00, such as <c>00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01</c>; otherwise null.</summary>
    public static string? Of(string? text)
    {
        if (text is not { Length: Length } || !text.StartsWith("00-", StringComparison.Ordinal))
        {
            return null;
        }

        for (int i = 0; i < Length; i++)
        {
            bool isDash = i is 2 or 35 or LastDashes;
            if (isDash ? text[i] != '-' : !char.IsAsciiHexDigitLower(text[i]))
            {
                return null;
            }
        }

        return text;
    }
}

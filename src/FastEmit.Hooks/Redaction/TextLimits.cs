namespace FastEmit.Hooks.Redaction;

/// <summary>The limits on the input's text in an event.</summary>
/// <param name="MaxText">The maximum length of a text, in characters.</param>
/// <param name="MaxTotal">The approximate maximum size of the event's data in bytes; below the packet length that servers accept (1,000,000).</param>
internal readonly record struct TextLimits(int MaxText, int MaxTotal)
{
    /// <summary>The default maximum length of a text, in characters.</summary>
    public const int DefaultText = 16 << 10;

    /// <summary>The default maximum size of the data in bytes. With its envelope an event stays below 1,000,000 bytes.</summary>
    public const int DefaultTotal = 900_000;

    /// <summary>The default limits.</summary>
    public static TextLimits Default => new(DefaultText, DefaultTotal);

    /// <summary>No limit on a text; the total limit stays.</summary>
    public static TextLimits Full => new(int.MaxValue, DefaultTotal);
}

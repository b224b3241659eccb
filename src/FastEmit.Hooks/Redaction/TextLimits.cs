namespace FastEmit.Hooks.Redaction;

/// <summary>How much of an input goes into an event.</summary>
/// <param name="MaxText">Characters that a text keeps.</param>
/// <param name="MaxTotal">About how many bytes the whole is; below the packet length that servers take (1,000,000).</param>
internal readonly record struct TextLimits(int MaxText, int MaxTotal)
{
    /// <summary>Characters that a text keeps unless something else is asked for.</summary>
    public const int DefaultText = 16 << 10;

    /// <summary>What an event may come to, so that with its envelope it stays below 1,000,000 bytes.</summary>
    public const int DefaultTotal = 900_000;

    /// <summary>What holds unless something else is asked for.</summary>
    public static TextLimits Default => new(DefaultText, DefaultTotal);

    /// <summary>No bound on a text; still one on the whole.</summary>
    public static TextLimits Full => new(int.MaxValue, DefaultTotal);
}

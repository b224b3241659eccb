namespace FastEmit.Extensions.Hosting.Logging;

/// <summary>The buffers that a thread reuses for its entries. An entry that is logged while another one is written gets its own.</summary>
internal sealed class LogScratch
{
    [ThreadStatic]
    private static LogScratch? _cached;

    /// <summary>The rendered message.</summary>
    public TextBuffer Text { get; } = new();

    /// <summary>The open scopes, outermost first.</summary>
    public List<object?> Scopes { get; } = [];

    public static LogScratch Take()
    {
        LogScratch scratch = _cached ?? new LogScratch();
        _cached = null;
        return scratch;
    }

    public static void Give(LogScratch scratch)
    {
        scratch.Scopes.Clear();
        scratch.Text.Clear();
        _cached = scratch;
    }
}

namespace FastEmit.Collector.Digests;

/// <summary>The lines that an edit added to and removed from a file.</summary>
/// <param name="Added">Lines added; null for no edit.</param>
/// <param name="Removed">Lines taken out.</param>
internal readonly record struct LineCount(int? Added, int? Removed)
{
    /// <summary>The difference of two texts: the lines between those that both begin and those that both end with.</summary>
    public static LineCount Between(string before, string after)
    {
        string[] old = Lines(before);
        string[] now = Lines(after);
        int same = 0;
        while (same < old.Length && same < now.Length && old[same] == now[same])
        {
            same++;
        }

        int sameAtEnd = 0;
        while (sameAtEnd < old.Length - same && sameAtEnd < now.Length - same && old[^(sameAtEnd + 1)] == now[^(sameAtEnd + 1)])
        {
            sameAtEnd++;
        }

        return new LineCount(now.Length - same - sameAtEnd, old.Length - same - sameAtEnd);
    }

    public static LineCount operator +(LineCount one, LineCount other) =>
        new((one.Added ?? 0) + (other.Added ?? 0), (one.Removed ?? 0) + (other.Removed ?? 0));

    private static string[] Lines(string text) => text.Length == 0 ? [] : text.TrimEnd('\n').Split('\n');
}

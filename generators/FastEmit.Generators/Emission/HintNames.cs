using System.Collections.Immutable;
using FastEmit.Generators.Model;

namespace FastEmit.Generators.Emission;

/// <summary>
/// The names of generated files. The compiler compares them without regard to case, but C# compares with case, so that the names of two
/// events may differ only in case.
/// </summary>
internal static class HintNames
{
    /// <summary>The names that differ from another one only in case, in order. Usually none.</summary>
    public static EquatableArray<string> FindAlike(ImmutableArray<string> names) =>
        new([.. names
            .GroupBy(static name => name, StringComparer.OrdinalIgnoreCase)
            .Where(static alike => alike.Skip(1).Any())
            .SelectMany(static alike => alike)
            .OrderBy(static name => name, StringComparer.Ordinal)]);

    /// <summary>The file name of an event: its name, with a number if <paramref name="alike"/> has earlier similar names.</summary>
    public static string FileName(string name, EquatableArray<string> alike)
    {
        int number = alike.TakeWhile(other => other != name).Count(other => string.Equals(other, name, StringComparison.OrdinalIgnoreCase));
        return number == 0 ? name + ".g.cs" : $"{name}-{number}.g.cs";
    }
}

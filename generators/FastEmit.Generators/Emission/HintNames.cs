using System.Collections.Immutable;
using FastEmit.Generators.Model;

namespace FastEmit.Generators.Emission;

/// <summary>
/// The names of generated files. The compiler compares them without regard to case; C# does not, so that two events may differ in
/// nothing else.
/// </summary>
internal static class HintNames
{
    /// <summary>Those among the names that differ from another only in case, in order. Nearly always none.</summary>
    public static EquatableArray<string> FindAlike(ImmutableArray<string> names) =>
        new([.. names
            .GroupBy(static name => name, StringComparer.OrdinalIgnoreCase)
            .Where(static alike => alike.Skip(1).Any())
            .SelectMany(static alike => alike)
            .OrderBy(static name => name, StringComparer.Ordinal)]);

    /// <summary>The file of an event: its name, with a number behind it where <paramref name="alike"/> has earlier ones like it.</summary>
    public static string FileName(string name, EquatableArray<string> alike)
    {
        int number = alike.TakeWhile(other => other != name).Count(other => string.Equals(other, name, StringComparison.OrdinalIgnoreCase));
        return number == 0 ? name + ".g.cs" : $"{name}-{number}.g.cs";
    }
}

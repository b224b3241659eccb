using System.Runtime.CompilerServices;
using System.Text.Json;

namespace FastEmit.Hooks.Tests;

/// <summary>The recorded inputs.</summary>
internal static class RecordedInputs
{
    private static readonly string Folder = Path.Combine(SourceFolder(), "Recorded");

    /// <summary>All of them.</summary>
    public static IEnumerable<string> Names =>
        Directory.GetFiles(Folder, "*.json")
            .Select(static path => Path.GetFileNameWithoutExtension(path)!)
            .Where(static name => !name.Contains('.', StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    /// <summary>Where one is.</summary>
    public static string PathOf(string name) => Path.Combine(Folder, name + ".json");

    /// <summary>The events that one makes.</summary>
    public static JsonElement[] EventsOf(string name) => [.. JsonElement.Parse(File.ReadAllText(PathOf(name + ".verified"))).EnumerateArray()];

    private static string SourceFolder([CallerFilePath] string thisFile = "") => Path.GetDirectoryName(thisFile)!;
}

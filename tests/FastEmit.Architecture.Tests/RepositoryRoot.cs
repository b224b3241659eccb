using System.Runtime.CompilerServices;

namespace FastEmit.Architecture.Tests;

/// <summary>Where the sources are that this assembly was built from.</summary>
internal static class RepositoryRoot
{
    public static string Path { get; } = Find();

    /// <summary>The C# files below a folder of the repository.</summary>
    public static IEnumerable<string> SourcesBelow(string folder) =>
        Directory.EnumerateFiles(System.IO.Path.Combine(Path, folder), "*.cs", SearchOption.AllDirectories);

    private static string Find([CallerFilePath] string thisFile = "")
    {
        // Deterministic CI builds map source paths, so the output folder is the second place to start from.
        string? folder = File.Exists(thisFile) ? System.IO.Path.GetDirectoryName(thisFile) : AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder, "FastEmit.sln")))
        {
            folder = System.IO.Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("FastEmit.sln is in no folder above the tests.");
    }
}

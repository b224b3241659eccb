namespace FastEmit.Tests.Shared;

/// <summary>Where the sources are that this assembly was built from. Compiled into every test project.</summary>
internal static class RepositoryRoot
{
    public static string Path { get; } = Find();

    /// <summary>The C# files below a folder of the repository.</summary>
    public static IEnumerable<string> SourcesBelow(string folder) =>
        Directory.EnumerateFiles(System.IO.Path.Combine(Path, folder), "*.cs", SearchOption.AllDirectories);

    private static string Find()
    {
        string? folder = AppContext.BaseDirectory; // artifacts/bin/PROJECT/debug
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder, "FastEmit.sln")))
        {
            folder = System.IO.Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("FastEmit.sln is in no folder above the tests.");
    }
}

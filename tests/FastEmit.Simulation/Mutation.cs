namespace FastEmit.Simulation;

/// <summary>A fault that is planted in the source.</summary>
/// <param name="File">Below <paramref name="Project"/>'s folder.</param>
/// <param name="Text">What stands there, once.</param>
/// <param name="Instead">What is put in its place.</param>
/// <param name="Project">The project of <c>src</c> that it is planted in.</param>
internal sealed record Mutation(string File, string Text, string Instead, string Project = "FastEmit")
{
    public string Path => System.IO.Path.Combine(RepositoryRoot.Path, "src", Project, File);

    /// <summary>Whether the simulation of ring files may find it.</summary>
    public bool IsOfTheRing => File.StartsWith("Buffers/", StringComparison.Ordinal);

    /// <summary>Whether nothing else runs that code.</summary>
    public bool IsOfTheSharedRing => File.StartsWith("Buffers/Shared", StringComparison.Ordinal);

    public override string ToString() => $"{(Project == "FastEmit" ? "" : Project + "/")}{File}: `{OneLine(Text)}` → `{OneLine(Instead)}`";

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}

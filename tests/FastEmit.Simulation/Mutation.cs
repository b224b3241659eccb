namespace FastEmit.Simulation;

/// <summary>A fault that is planted in the source of the core.</summary>
/// <param name="File">Below <c>src/FastEmit</c>.</param>
/// <param name="Text">What stands there, once.</param>
/// <param name="Instead">What is put in its place.</param>
internal sealed record Mutation(string File, string Text, string Instead)
{
    public string Path => System.IO.Path.Combine(RepositoryRoot.Path, "src", "FastEmit", File);

    /// <summary>Whether the simulation of ring files may find it too.</summary>
    public bool IsOfTheRing => File.StartsWith("Buffers/", StringComparison.Ordinal);

    public override string ToString() => $"{File}: `{OneLine(Text)}` → `{OneLine(Instead)}`";

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}

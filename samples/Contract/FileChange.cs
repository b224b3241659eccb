namespace FastEmit.Samples.Contract;

/// <summary>A change of a file.</summary>
/// <param name="Path">The file.</param>
/// <param name="Added">Lines that are new.</param>
/// <param name="Removed">Lines that are gone.</param>
public sealed record FileChange(string Path, int Added, int Removed);

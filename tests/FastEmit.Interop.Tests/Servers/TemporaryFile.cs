namespace FastEmit.Interop.Tests.Servers;

/// <summary>A path for one test's file, which is deleted with this object.</summary>
internal sealed class TemporaryFile : IDisposable
{
    /// <summary>The path; nothing exists there yet.</summary>
    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"fastemit-{Guid.NewGuid():N}");

    /// <inheritdoc/>
    public void Dispose() => File.Delete(Path);
}

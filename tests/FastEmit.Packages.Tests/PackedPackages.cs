using System.IO.Compression;
using System.Xml.Linq;
using FastEmit.Packages.Tests;

[assembly: AssemblyFixture(typeof(PackedPackages))]

namespace FastEmit.Packages.Tests;

/// <summary>All packages of this build, in a folder of their own outside of the repository.</summary>
public sealed class PackedPackages : IAsyncLifetime
{
    /// <summary>Every package, in the order in which they stand on one another.</summary>
    public static readonly string[] Ids =
        ["FastEmit.Protocol", "FastEmit.SocketIO", "FastEmit", "FastEmit.Extensions.Hosting", "FastEmit.Testing", "FastEmit.Collector", "FastEmit.Collector.Sqlite", "FastEmit.Collector.Postgres", "FastEmit.Cli"];

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("fastemit-packages-");

    /// <summary>Where the packages are: a source to restore from.</summary>
    public string Source => Path.Combine(_root.FullName, "packages");

    /// <summary>A new folder beside the packages.</summary>
    public string NewFolder(string name) => _root.CreateSubdirectory(name).FullName;

    public async ValueTask InitializeAsync()
    {
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Name; // artifacts/bin/PROJECT/debug
        foreach (string id in Ids)
        {
            await Dotnet.RunAsync(
                "dotnet", RepositoryRoot.Path, CancellationToken.None,
                "pack", Path.Combine("src", id), "--no-build", "-c", configuration == "debug" ? "Debug" : "Release", "-o", Source);
        }
    }

    public ValueTask DisposeAsync()
    {
        _root.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>The names of the files in a package.</summary>
    public IReadOnlyList<string> FilesOf(string id)
    {
        using ZipArchive package = Open(id);
        return [.. package.Entries.Select(static entry => entry.FullName)];
    }

    /// <summary>The metadata of a package.</summary>
    public XElement MetadataOf(string id)
    {
        using ZipArchive package = Open(id);
        using Stream nuspec = package.GetEntry($"{id}.nuspec")!.Open();
        return XDocument.Load(nuspec).Root!.Elements().Single(static element => element.Name.LocalName == "metadata");
    }

    private ZipArchive Open(string id) => ZipFile.OpenRead(Directory.GetFiles(Source, $"{id}.0.*.nupkg").Single());
}

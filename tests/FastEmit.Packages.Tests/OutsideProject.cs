using System.Xml.Linq;

namespace FastEmit.Packages.Tests;

/// <summary>A project outside of the repository, which sees the packed packages and what a user sees of them.</summary>
/// <param name="Folder">Where it is. The program is called Outside.</param>
internal sealed record OutsideProject(string Folder)
{
    /// <summary>Makes one without sources. Its warnings are errors.</summary>
    /// <param name="packages">The packed packages.</param>
    /// <param name="name">A name for its folder.</param>
    /// <param name="properties">Properties besides the usual ones.</param>
    /// <param name="others">Packages of others, with their versions.</param>
    /// <param name="own">Packages of this repository.</param>
    public static OutsideProject Create(PackedPackages packages, string name, (string Name, string Value)[] properties, (string Id, string Version)[] others, params string[] own)
    {
        string folder = NewFolder(packages, name);
        (string, string)[] linker = File.Exists("/usr/bin/clang") ? [] : [("CppCompilerAndLinker", "gcc")];
        (string, string)[] usual =
        [
            ("OutputType", "Exe"), ("TargetFramework", "net10.0"), ("AssemblyName", "Outside"), ("Nullable", "enable"), ("ImplicitUsings", "enable"),
            ("TreatWarningsAsErrors", "true"), ("InvariantGlobalization", "true"),
        ];
        XElement project = new(
            "Project",
            new XAttribute("Sdk", "Microsoft.NET.Sdk"),
            new XElement("PropertyGroup", usual.Concat(linker).Concat(properties).Select(static one => new XElement(one.Item1, one.Item2))),
            new XElement("ItemGroup", others.Concat(own.Select(static id => (id, "0.1.0"))).Select(Reference)));
        project.Save(Path.Combine(folder, "Outside.csproj"));
        return new OutsideProject(folder);
    }

    /// <summary>
    /// A folder where the packed packages are a source, besides those of this machine, and where nothing is left for later runs: what was
    /// restored before serves as it is, and what is new stays in the folder.
    /// </summary>
    public static string NewFolder(PackedPackages packages, string name)
    {
        string folder = packages.NewFolder(name);
        string known = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        XElement config = new(
            "configuration",
            new XElement("config", Add("globalPackagesFolder", Path.Combine(folder, "restored"))),
            new XElement("fallbackPackageFolders", Add("known", known)),
            new XElement("packageSources", Add("packed", packages.Source)));
        config.Save(Path.Combine(folder, "nuget.config"));
        return folder;

        static XElement Add(string key, string value) => new("add", new XAttribute("key", key), new XAttribute("value", value));
    }

    private static XElement Reference((string Id, string Version) package) =>
        new("PackageReference", new XAttribute("Include", package.Id), new XAttribute("Version", package.Version));
}

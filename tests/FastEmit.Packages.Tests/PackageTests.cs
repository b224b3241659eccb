using System.Runtime.InteropServices;
using System.Text.Json;
using System.Xml.Linq;

namespace FastEmit.Packages.Tests;

/// <summary>The packages as a user gets them: their content, and what a project outside of the repository makes of them.</summary>
public sealed class PackageTests(PackedPackages packages)
{
    private const int TimeoutMs = 300_000;

    public static TheoryData<string> Ids => [.. PackedPackages.Ids];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Packages_AreAllPackableProjects() =>
        Assert.Equal(
            Directory.GetFiles(Path.Combine(RepositoryRoot.Path, "src"), "*.csproj", SearchOption.AllDirectories)
                .Where(static project => File.ReadAllText(project).Contains("<IsPackable>true</IsPackable>", StringComparison.Ordinal))
                .Select(static project => Path.GetFileNameWithoutExtension(project)).Order(),
            PackedPackages.Ids.Order());

    [Theory]
    [MemberData(nameof(Ids))]
    public void Package_CarriesReadmeIconLicenceAndSymbols(string id)
    {
        IReadOnlyList<string> files = packages.FilesOf(id);
        XElement metadata = packages.MetadataOf(id);

        Assert.Contains("README.md", files);
        Assert.Contains("icon.png", files);
        Assert.Equal("MIT", Value(metadata, "license"));
        Assert.Equal("icon.png", Value(metadata, "icon"));
        Assert.NotEmpty(Value(metadata, "description"));
        Assert.True(id == "FastEmit.Cli" || files.Contains($"lib/net10.0/{id}.xml"));
        Assert.Equal(id == "FastEmit.Cli" ? 0 : 1, Directory.GetFiles(packages.Source, $"{id}.0.*.snupkg").Length); // the tool has no symbols
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Package_DependsOnOthersOfTheRepository_InTheirExactVersion(string id)
    {
        IEnumerable<string> versions = packages.MetadataOf(id).Descendants()
            .Where(static element => element.Name.LocalName == "dependency")
            .Where(static element => element.Attribute("id")!.Value.StartsWith("FastEmit", StringComparison.Ordinal))
            .Select(static element => element.Attribute("version")!.Value);

        Assert.All(versions, static version => Assert.Equal("[0.1.0]", version));
        Assert.True(id is "FastEmit.Protocol" or "FastEmit.Cli" || versions.Any(), id);
    }

    [Fact]
    public void FastEmit_CarriesGeneratorAnalyzerAndCodeFixes()
    {
        IReadOnlyList<string> files = packages.FilesOf("FastEmit");

        Assert.Contains("analyzers/dotnet/cs/FastEmit.Generators.dll", files);
        Assert.Contains("analyzers/dotnet/cs/FastEmit.Generators.CodeFixes.dll", files);
    }

    /// <summary>The build writes what the properties ask for, locks the contract once, and compares the next build with it.</summary>
    [Fact(Timeout = 2 * TimeoutMs)]
    public async Task NewProject_WithContractProperties_WritesLocksAndWarns()
    {
        string folder = NewProject("contract", [("FastEmitContract", "typescript;jsonschema"), ("FastEmitContractFolder", "wire"), ("FastEmitContractLock", "true")], "FastEmit");
        await WriteEventAsync("int DurationMs");
        await Dotnet.RunAsync("dotnet", folder, Cancel, "build", "-v", "q");

        Assert.Contains("\"duration_ms\": number;", await File.ReadAllTextAsync(Path.Combine(folder, "wire", "events.ts"), Cancel), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(folder, "wire", "hook.tool_done.schema.json")));
        Assert.False(File.Exists(Path.Combine(folder, "wire", "events.md")));
        string locked = await File.ReadAllTextAsync(Path.Combine(folder, "fastemit.contract.json"), Cancel);
        Assert.Contains("\"tool_done\"", locked, StringComparison.Ordinal);

        File.Delete(Path.Combine(folder, "wire", "events.ts"));
        await WriteEventAsync("string DurationMs");
        string output = await Dotnet.RunAsync("dotnet", folder, Cancel, "build", "-p:TreatWarningsAsErrors=false");
        Assert.Contains("warning FE035: 'duration_ms' of event 'tool_done' was integer in the contract and is string", output, StringComparison.Ordinal);
        Assert.Contains("\"duration_ms\": string;", await File.ReadAllTextAsync(Path.Combine(folder, "wire", "events.ts"), Cancel), StringComparison.Ordinal);
        Assert.Equal(locked, await File.ReadAllTextAsync(Path.Combine(folder, "fastemit.contract.json"), Cancel));

        File.Delete(Path.Combine(folder, "wire", "events.ts"));
        await Dotnet.RunAsync("dotnet", folder, Cancel, "build", "-v", "q", "-p:TreatWarningsAsErrors=false"); // nothing else has changed
        Assert.True(File.Exists(Path.Combine(folder, "wire", "events.ts")));

        string tool = Path.Combine(RepositoryRoot.Path, "artifacts", "bin", "FastEmit.Cli", new DirectoryInfo(AppContext.BaseDirectory).Name, "FastEmit.Cli.dll");
        await WriteEventAsync("string DurationMs, int Lines");
        await File.WriteAllTextAsync(Path.Combine(folder, "Directory.Build.props"), "<Project><PropertyGroup><WarningsNotAsErrors>FE035</WarningsNotAsErrors></PropertyGroup></Project>", Cancel);
        output = await Dotnet.RunAsync("dotnet", folder, Cancel, tool, "contract", "--project", ".", "--lock");
        Assert.EndsWith("fastemit.contract.json", output.Trim(), StringComparison.Ordinal);
        Assert.Contains("\"lines\"", await File.ReadAllTextAsync(Path.Combine(folder, "fastemit.contract.json"), Cancel), StringComparison.Ordinal);
        await Dotnet.RunAsync("dotnet", folder, Cancel, "build", "-v", "q", "-p:WarningsNotAsErrors="); // and nothing is said of it any more

        Task WriteEventAsync(string member) => File.WriteAllTextAsync(
            Path.Combine(folder, "Program.cs"),
            $"""
            using FastEmit.Events;

            Console.WriteLine(ToolDone.EventName);

            [HookEvent("tool_done", Namespace = "/hook")]
            public readonly partial record struct ToolDone({member});
            """,
            Cancel);
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task NewProject_OutsideOfTheRepository_InstallsBuildsAndEmits()
    {
        string folder = NewProject(
            "outside", [], "FastEmit.Extensions.Hosting", "FastEmit.Collector", "FastEmit.Testing");
        await File.WriteAllTextAsync(
            Path.Combine(folder, "Program.cs"),
            """
            using FastEmit;
            using FastEmit.Collector;
            using FastEmit.Events;
            using FastEmit.Testing;
            using Microsoft.Extensions.DependencyInjection;

            await using CollectorServer server = await CollectorServer.StartAsync(new CollectorOptions { Port = 0 });
            await using ServiceProvider services = new ServiceCollection().AddFastEmit(options => options.Url = server.Url).BuildServiceProvider();
            HookEmitter emitter = services.GetRequiredService<HookEmitter>();
            PreTool.Emit(emitter, "session", "Bash", true, 12);
            FlushReport report = await emitter.FlushAsync(TimeSpan.FromSeconds(30));

            RecordingEmitter recording = new();
            recording.Emit(new PreTool("session", "Bash", true, 12));
            Console.WriteLine($"{report.Confirmed} {server.GetStats().Events} {recording.Single<PreTool>().ToolName}");

            [HookEvent("pre_tool", Namespace = "/hook")]
            public readonly partial record struct PreTool([property: PartitionKey] string SessionId, string ToolName, bool Success, int DurationMs);
            """,
            Cancel);

        await Dotnet.RunAsync("dotnet", folder, Cancel, "build", "-v", "q");
        string output = await Dotnet.RunAsync("dotnet", folder, Cancel, Path.Combine("bin", "Debug", "net10.0", "Outside.dll"));

        Assert.Equal("1 1 Bash", output.Trim());
    }

    [Fact(Timeout = 2 * TimeoutMs)]
    public async Task Tool_ForThisPlatform_InstallsNativeWithItsHookAndRunsItsDemo()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/gcc") || File.Exists("/usr/bin/clang"), "a native executable needs a linker");
        string platform = RuntimeInformation.RuntimeIdentifier;
        string folder = OutsideProject.NewFolder(packages, "tool");
        await Dotnet.RunAsync("dotnet", RepositoryRoot.Path, Cancel, "pack", "src/FastEmit.Cli", "-c", "Release", "-r", platform, "-o", packages.Source);
        IReadOnlyList<string> files = packages.FilesOf($"FastEmit.Cli.{platform}");
        Assert.Contains($"tools/any/{platform}/FastEmit.Cli", files);
        Assert.Contains($"tools/any/{platform}/fastemit-hook", files);
        Assert.Single(files, static file => file.Contains("e_sqlite3", StringComparison.Ordinal));
        Assert.DoesNotContain(files, static file => file.EndsWith(".xml", StringComparison.Ordinal) && file.Contains("FastEmit", StringComparison.Ordinal));
        Assert.DoesNotContain(files, static file => file.EndsWith(".pdb", StringComparison.Ordinal) || file.EndsWith(".dll", StringComparison.Ordinal));

        await Dotnet.RunAsync("dotnet", folder, Cancel, "tool", "install", "FastEmit.Cli", "--tool-path", folder, "--version", "0.1.0");
        string output = await Dotnet.RunAsync(Path.Combine(folder, "fastemit"), folder, Cancel, "demo", "--seconds", "1", "--json");
        Assert.True(JsonElement.Parse(output).GetProperty("confirmed").GetInt64() > 0, output);

        string settings = Path.Combine(folder, "settings.json");
        await Dotnet.RunAsync(Path.Combine(folder, "fastemit"), folder, Cancel, "hooks", "install", "--settings", settings, "--ring-file", Path.Combine(folder, "state", "hooks"));
        Assert.Contains(Path.Combine(folder, "state", "bin", "fastemit-hook"), await File.ReadAllTextAsync(settings, Cancel), StringComparison.Ordinal);

        string version = await Dotnet.RunAsync("dotnet", folder, Cancel, "dnx", "FastEmit.Cli@0.1.0", "--yes", "--", "--version");
        Assert.StartsWith("0.1.0", version.Trim(), StringComparison.Ordinal);
    }

    private string NewProject(string name, (string, string)[] properties, params string[] references) =>
        OutsideProject.Create(packages, name, properties, [("Microsoft.Extensions.DependencyInjection", "10.0.14")], references).Folder;

    private static string Value(XElement metadata, string name) =>
        metadata.Elements().Single(element => element.Name.LocalName == name).Value;
}

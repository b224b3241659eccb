using System.Diagnostics;
using System.Text.Json;

namespace FastEmit.Simulation;

/// <summary>
/// Compiles a project with one source file changed, by the compiler of the SDK and with the arguments of the build, and puts the result
/// beside a copy of this test executable. Nothing of it is in the product.
/// </summary>
internal sealed class MutantBuild : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fastemit-mutants-");
    private readonly Dictionary<string, List<string>> _arguments = [];
    private readonly string _compiler;

    public MutantBuild()
    {
        string sdk = Run("dotnet", ["--list-sdks"], Timeout.InfiniteTimeSpan).Output.Trim().Split('\n')[^1];
        string[] parts = sdk.Split(" [");
        _compiler = Path.Combine(parts[1].TrimEnd(']'), parts[0], "Roslyn", "bincore", "csc.dll");
        foreach (string file in Directory.GetFiles(AppContext.BaseDirectory))
        {
            File.Copy(file, Path.Combine(_folder.FullName, Path.GetFileName(file)));
        }
    }

    /// <summary>Why the seeds fail with a mutation; null when they do not.</summary>
    /// <exception cref="InvalidOperationException">It does not compile.</exception>
    public string? FindFault(Mutation mutation)
    {
        Compile(mutation);
        string? found = (mutation.IsOfTheRing ? RunSeeds("*RingSimulationTests") : null) ?? (mutation.IsOfTheSharedRing ? null : RunSeeds("*.SimulationTests"));
        File.Copy(Path.Combine(AppContext.BaseDirectory, mutation.Project + ".dll"), Path.Combine(_folder.FullName, mutation.Project + ".dll"), overwrite: true);
        return found;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string? RunSeeds(string tests)
    {
        (int exitCode, string output) = Run(Path.Combine(_folder.FullName, "FastEmit.Simulation"), ["--filter-class", tests], TimeSpan.FromMinutes(4));
        return exitCode switch
        {
            0 => null,
            -1 => "It does not end.",
            _ => output.Split('\n').Select(static line => line.Trim()).FirstOrDefault(static line => line.StartsWith("Seed ", StringComparison.Ordinal)) ?? "The process died.",
        };
    }

    private static List<string> ReadArguments(string name)
    {
        string project = Path.Combine(RepositoryRoot.Path, "src", name, name + ".csproj");
        string json = Run(
            "dotnet",
            [
                "msbuild", project, "-nologo", "-v:q", "-t:ResolveReferences;BeforeCompile;CoreCompile", "-p:BuildProjectReferences=false", "-p:DesignTimeBuild=true",
                "-p:BuildingInsideVisualStudio=true", "-p:SkipCompilerExecution=true", "-p:ProvideCommandLineArgs=true", "-getItem:CscCommandLineArgs",
            ],
            Timeout.InfiniteTimeSpan).Output;
        string folder = Path.GetDirectoryName(project)!;
        return [.. JsonDocument.Parse(json).RootElement.GetProperty("Items").GetProperty("CscCommandLineArgs").EnumerateArray()
            .Select(static item => item.GetProperty("Identity").GetString()!)
            .Where(static argument => !argument.StartsWith("/doc:", StringComparison.Ordinal)
                && !argument.StartsWith("/refout:", StringComparison.Ordinal)
                && !argument.StartsWith("/out:", StringComparison.Ordinal)
                && !argument.StartsWith("/resource:", StringComparison.Ordinal)
                && !argument.StartsWith("/warnaserror", StringComparison.Ordinal)
                && argument != "/noconfig")
            .Select(argument => argument[0] == '/' ? argument : Path.GetFullPath(argument, folder))];
    }

    private static (int ExitCode, string Output) Run(string file, IEnumerable<string> arguments, TimeSpan patience)
    {
        using Process process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(patience))
        {
            process.Kill(entireProcessTree: true);
            return (-1, "");
        }

        return (process.ExitCode, output.GetAwaiter().GetResult());
    }

    private void Compile(Mutation mutation)
    {
        string source = File.ReadAllText(mutation.Path);
        string changed = Path.Combine(_folder.FullName, "Mutant.cs");
        File.WriteAllText(changed, source.Replace(mutation.Text, mutation.Instead, StringComparison.Ordinal));
        string response = Path.Combine(_folder.FullName, "mutant.rsp");
        string name = mutation.Project;
        if (!_arguments.TryGetValue(name, out List<string>? arguments))
        {
            _arguments.Add(name, arguments = ReadArguments(name));
        }

        File.WriteAllLines(
            response,
            arguments.Select(argument => argument[0] == '/' && !argument.EndsWith(".cs", StringComparison.Ordinal)
                    ? argument
                    : $"\"{(argument == mutation.Path ? changed : argument)}\"")
                .Append("/skipanalyzers+")
                .Append($"/out:\"{Path.Combine(_folder.FullName, name + ".dll")}\""));
        (int exitCode, string output) = Run("dotnet", [_compiler, "/shared", "/noconfig", $"@{response}"], TimeSpan.FromMinutes(5));
        if (exitCode != 0)
        {
            throw new InvalidOperationException($"{mutation} does not compile: {output}");
        }
    }
}

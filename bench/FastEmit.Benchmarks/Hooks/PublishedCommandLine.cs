using System.Diagnostics;
using System.Runtime.InteropServices;
using FastEmit.Tests.Shared;

namespace FastEmit.Benchmarks.Hooks;

/// <summary>Programs as users get them: published. Each takes a minute or two.</summary>
internal static class PublishedCommandLine
{
    private const string Project = "src/FastEmit.Cli/FastEmit.Cli.csproj";

    /// <summary>Publishes the command line for this platform, native, with the hook's own executable beside it.</summary>
    /// <returns>The path of the executable.</returns>
    public static Task<string> PublishAsync(string folder) =>
        PublishAsync(Path.Combine(RepositoryRoot.Path, Project), folder, "FastEmit.Cli", "-r", RuntimeInformation.RuntimeIdentifier);

    /// <summary>Publishes the command line as the portable package has it.</summary>
    /// <returns>The path of the executable.</returns>
    public static Task<string> PublishPortableAsync(string folder) => PublishAsync(Path.Combine(RepositoryRoot.Path, Project), folder, "FastEmit.Cli");

    /// <summary>Publishes a program that does nothing with Native AOT as it comes: no setting but that one.</summary>
    /// <returns>The path of the executable.</returns>
    public static async Task<string> PublishEmptyAsync(string folder)
    {
        string source = Directory.CreateDirectory(Path.Combine(folder, "source")).FullName;
        await File.WriteAllTextAsync(Path.Combine(source, "Program.cs"), "return 0;\n");
        string project = Path.Combine(source, "empty.csproj");
        string linker = File.Exists("/usr/bin/clang") ? "" : "<CppCompilerAndLinker>gcc</CppCompilerAndLinker>";
        await File.WriteAllTextAsync(
            project,
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><PublishAot>true</PublishAot>{linker}</PropertyGroup>
            </Project>
            """);
        return await PublishAsync(project, Path.Combine(folder, "published"), "empty", "-r", RuntimeInformation.RuntimeIdentifier);
    }

    /// <summary>Publishes a project.</summary>
    /// <returns>The path of the executable.</returns>
    public static async Task<string> PublishAsync(string project, string folder, string executable, params string[] options)
    {
        ProcessStartInfo start = new("dotnet", ["publish", project, "-c", "Release", "-o", folder, "-nologo", "-v", "quiet", .. options])
        {
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? Path.Combine(folder, executable) : throw new InvalidOperationException($"dotnet publish failed:\n{output}");
    }
}

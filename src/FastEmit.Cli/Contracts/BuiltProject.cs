using System.ComponentModel;
using System.Diagnostics;
using FastEmit.Cli.CommandLine;

namespace FastEmit.Cli.Contracts;

/// <summary>A project's assembly, built by the .NET SDK of this machine.</summary>
internal static class BuiltProject
{
    private const int ShownLines = 20; // of the output of a failed build

    /// <summary>The project's file.</summary>
    /// <param name="project">A project file, or a folder with one.</param>
    public static string Find(string project)
    {
        if (!Directory.Exists(project))
        {
            return File.Exists(project) ? project : throw new UsageException($"--project: '{project}' does not exist.");
        }

        string[] found = Directory.GetFiles(project, "*.csproj");
        return found.Length == 1 ? found[0] : throw new UsageException($"--project: '{project}' has {found.Length} files *.csproj; name one of them.");
    }

    /// <summary>Builds it and returns the path of its assembly.</summary>
    public static async Task<string> BuildAsync(string project, CancellationToken cancellationToken)
    {
        await RunAsync(project, cancellationToken, "build", project, "-nologo", "-v", "quiet", "-nodeReuse:false");
        string path = (await RunAsync(project, cancellationToken, "msbuild", project, "-nologo", "-getProperty:TargetPath", "-nodeReuse:false")).Trim();
        return path.Length > 0 && File.Exists(path)
            ? path
            : throw new UsageException($"--project: '{project}' has no assembly, or several frameworks with one each; name the assembly with --assembly.");
    }

    private static async Task<string> RunAsync(string project, CancellationToken cancellationToken, params string[] arguments)
    {
        using Process process = Start(arguments);
        Task<string> errors = process.StandardError.ReadToEndAsync(cancellationToken);
        string output;
        try
        {
            output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        if (process.ExitCode == 0)
        {
            return output;
        }

        string[] lines = (output + await errors).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        throw new UsageException($"--project: '{project}' does not build:\n{string.Join('\n', lines.Distinct().Take(ShownLines))}");
    }

    private static Process Start(string[] arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        }
        catch (Win32Exception)
        {
            throw new UsageException("--project: no .NET SDK ('dotnet') is on the PATH; build the project yourself and name its --assembly.");
        }
    }
}

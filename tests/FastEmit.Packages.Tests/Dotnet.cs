using System.Diagnostics;

namespace FastEmit.Packages.Tests;

/// <summary>Programs in processes of their own, with all that they printed when they fail.</summary>
internal static class Dotnet
{
    /// <summary>Runs a program to its end and returns its standard output; any exit code but zero fails the test.</summary>
    public static async Task<string> RunAsync(string program, string folder, CancellationToken cancellationToken, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment.Remove("CI"); // A new user's machine.
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        Task<string> errors = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} → {process.ExitCode}\n{await output}\n{await errors}");
        return await output;
    }
}

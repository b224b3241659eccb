namespace FastEmit.Tests.Shared;

/// <summary>The executables under test: what users get where the environment names them, otherwise those of this build.</summary>
internal static class ToolPath
{
    /// <summary>The command line: <c>FASTEMIT_TOOL</c>.</summary>
    public static string Tool => Named("FASTEMIT_TOOL", "FastEmit.Cli");

    /// <summary>The hook alone: <c>FASTEMIT_HOOK</c>. It starts the command line that lies beside it.</summary>
    public static string Hook => Named("FASTEMIT_HOOK", "fastemit-hook");

    private static string Named(string variable, string built) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } path
            ? Path.GetFullPath(path, RepositoryRoot.Path)
            : Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? built + ".exe" : built);
}

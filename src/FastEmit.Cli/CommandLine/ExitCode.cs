namespace FastEmit.Cli.CommandLine;

/// <summary>The exit codes that scripts rely on.</summary>
internal static class ExitCode
{
    /// <summary>The command did all its work.</summary>
    public const int Success = 0;

    /// <summary>The command ran and part of its work failed: an event is not confirmed, a line is not JSON, a server is missing.</summary>
    public const int FellShort = 1;

    /// <summary>The command line is invalid; the command did not run.</summary>
    public const int BadUsage = 2;
}

/// <summary>A command line that parses but cannot be executed; reported like a parse error.</summary>
internal sealed class UsageException(string message) : Exception(message);

namespace FastEmit.Cli.CommandLine;

/// <summary>The exit codes that scripts rely on.</summary>
internal static class ExitCode
{
    /// <summary>Everything that was asked for happened.</summary>
    public const int Success = 0;

    /// <summary>It was tried, and something fell short: an event not confirmed, a line that is not JSON, a server that is not there.</summary>
    public const int FellShort = 1;

    /// <summary>The command line cannot be understood; nothing was tried.</summary>
    public const int BadUsage = 2;
}

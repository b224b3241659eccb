namespace FastEmit.Cli.CommandLine;

/// <summary>A command line that parses but cannot be executed; reported like a parse error.</summary>
internal sealed class UsageException(string message) : Exception(message);

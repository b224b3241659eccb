namespace FastEmit.Cli.Validating;

/// <summary>What a check has found.</summary>
/// <param name="Name">The check.</param>
/// <param name="Passed">Whether everything is as it should be.</param>
/// <param name="Required">What should be.</param>
/// <param name="Measured">What was measured.</param>
internal sealed record CheckResult(string Name, bool Passed, string Required, string Measured);

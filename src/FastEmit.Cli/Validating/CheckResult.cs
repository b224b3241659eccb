namespace FastEmit.Cli.Validating;

/// <summary>The result of a check.</summary>
/// <param name="Name">The check.</param>
/// <param name="Passed">Whether the check passed.</param>
/// <param name="Required">The requirement.</param>
/// <param name="Measured">The measurement.</param>
internal sealed record CheckResult(string Name, bool Passed, string Required, string Measured);

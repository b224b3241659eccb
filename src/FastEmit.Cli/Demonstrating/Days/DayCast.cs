namespace FastEmit.Cli.Demonstrating.Days;

/// <summary>The agents, models, projects and texts of the made-up day.</summary>
internal static class DayCast
{
    public static string[] Projects { get; } =
        ["shop", "till", "warehouse", "ledger", "search", "mobile-app", "infra", "docs"];

    /// <summary>Agent programs, repeated in proportion to their use.</summary>
    public static string[] Agents { get; } = ["claude", "claude", "claude", "claude", "claude", "claude", "claude", "codex", "codex", "opencode"];

    /// <summary>Four models with a price and one without.</summary>
    public static string[] Models { get; } = ["claude-opus-5-5", "claude-opus-4-8", "claude-fable-5-1", "claude-opus-4-1", "qwen-coder-local"];

    public static string[] Subagents { get; } = ["code-reviewer", "explorer", "test-writer"];

    public static string[] Prompts { get; } =
    [
        "Fix the failing test in OrderServiceTests and explain the cause.",
        "Why does the retry policy wait twice as long as configured?",
        "/review the last commit",
        "Add a health check that is degraded when the queue is over 80 % full.",
        "Räume die Konfiguration auf, aber lass \"appsettings.json\" wie es ist 🙏",
        "The invoice total is a cent short for 3 × 0.10. Find out where it gets lost.",
        "Upgrade the payment client and keep the old retries.",
        "Write the release notes since v2.3.0.",
    ];

    public static string[] Answers { get; } =
    [
        "All 128 tests pass. The clock was read twice; it is read once now.",
        "Done. The delay was doubled in two places, and one of them is gone.",
        "Three remarks, none of them serious.",
        "The check is in and its test fails without it.",
    ];

    public static string[] Errors { get; } =
    [
        "error CS0246: The type or namespace name 'OrderPolicy' could not be found",
        "2 of 128 tests failed: OrderServiceTests.Cancel_Twice_IsRefused",
        "fatal: the remote end hung up unexpectedly",
        "No such file or directory",
    ];
}

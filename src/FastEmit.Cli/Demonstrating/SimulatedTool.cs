using FastEmit.Cli.Demonstrating.Days;

namespace FastEmit.Cli.Demonstrating;

/// <summary>A tool of a simulated agent.</summary>
/// <param name="Name">The tool's name.</param>
/// <param name="OperationType">The kind of operation.</param>
/// <param name="Weight">How often it is used, relative to the others.</param>
/// <param name="MedianMs">The median of its durations in milliseconds; half of them lie between half and twice that.</param>
/// <param name="MedianOutput">The median of its outputs' sizes in bytes.</param>
/// <param name="Parameters">The arguments of its calls.</param>
internal sealed record SimulatedTool(
    string Name,
    string OperationType,
    int Weight,
    int MedianMs,
    int MedianOutput,
    string[] Parameters)
{
    /// <summary>The tools of a coding agent.</summary>
    public static IReadOnlyList<SimulatedTool> All { get; } =
    [
        new("Read", "read", 30, 14, 4_200, ["src/Orders/OrderService.cs", "README.md", "tests/Orders/OrderServiceTests.cs", "docs/überblick.md"]),
        new("Bash", "execute", 22, 900, 1_800, ["dotnet build", "dotnet test --filter Orders", "git diff --stat", "rg -n \"TODO\" src | head -20", "sudo rm -rf /var/cache/app"]),
        new("Edit", "write", 18, 22, 640, ["src/Orders/OrderService.cs", "src/Orders/OrderPolicy.cs", "src/Program.cs"]),
        new("Grep", "search", 12, 60, 2_300, ["class .*Policy", "IOrderRepository", "HttpClient"]),
        new("Glob", "search", 6, 18, 900, ["**/*.csproj", "src/**/*.cs"]),
        new("Write", "write", 4, 25, 120, ["src/Orders/OrderPolicy.cs", "tests/Orders/OrderPolicyTests.cs"]),
        new("TodoWrite", "plan", 4, 6, 310, ["3 items, 1 in progress", "5 items, 2 completed"]),
        new("WebFetch", "network", 2, 1_700, 22_000, ["https://learn.microsoft.com/dotnet/", "https://socket.io/docs/v4/"]),
        new(DelegatingName, "delegate", 2, 41_000, 3_100, ["code-reviewer: look for races in OrderService", "researcher: how do other clients batch?"]),
    ];

    /// <summary>The tool that delegates work to a subagent.</summary>
    public const string DelegatingName = "Task";

    /// <summary>Whether using it starts a subagent.</summary>
    public bool Delegates => Name == DelegatingName;

    /// <summary>Draws a tool by weight.</summary>
    public static SimulatedTool Draw(Random random) => Weighted.Draw(All, static tool => tool.Weight, random);
}

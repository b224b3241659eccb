using System.Text.Json;
using FastEmit.Tests.Shared;

namespace FastEmit.Benchmarks.Budgets;

/// <summary><c>bench/budgets.json</c>.</summary>
internal sealed record BudgetFile(IReadOnlyList<Budget> Budgets)
{
    /// <summary>Reads the file.</summary>
    public static BudgetFile Read() => JsonSerializer.Deserialize(
        File.ReadAllText(Path.Combine(RepositoryRoot.Path, "bench", "budgets.json")), BudgetJson.Default.BudgetFile)!;
}

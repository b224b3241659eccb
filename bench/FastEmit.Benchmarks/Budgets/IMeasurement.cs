namespace FastEmit.Benchmarks.Budgets;

/// <summary>Measures some budgets together, because they share a baseline.</summary>
internal interface IMeasurement
{
    /// <summary>What the ids of its budgets begin with, up to the dot.</summary>
    IReadOnlyList<string> Groups { get; }

    /// <summary>The figures by the budgets' ids.</summary>
    Task<IReadOnlyDictionary<string, Figure>> MeasureAsync();

    /// <summary>Whether a budget is judged by one of the figures.</summary>
    bool Measures(Budget budget) => Groups.Contains(budget.Id[..budget.Id.IndexOf('.', StringComparison.Ordinal)]);
}

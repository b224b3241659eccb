namespace FastEmit.Benchmarks.Budgets;

/// <summary>Measures some budgets together, because they share a baseline.</summary>
internal interface IMeasurement
{
    /// <summary>The figures by the budgets' ids.</summary>
    Task<IReadOnlyDictionary<string, Figure>> MeasureAsync();
}

namespace FastEmit.Benchmarks.Budgets;

/// <summary>What a budget's value was.</summary>
/// <param name="Value">In the budget's own measure, mostly a ratio.</param>
/// <param name="Absolute">The figures behind it, for people.</param>
internal readonly record struct Figure(double Value, string Absolute);

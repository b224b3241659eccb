namespace FastEmit.Benchmarks.Budgets;

/// <summary>One line of <c>bench/budgets.json</c>.</summary>
/// <param name="Id">What measures it: see <see cref="IMeasurement"/>.</param>
/// <param name="What">What is measured.</param>
/// <param name="Against">The baseline, measured in the same run; empty where the figure is absolute.</param>
/// <param name="AtMost">The highest value that passes; null when more is better.</param>
/// <param name="AtLeast">The lowest value that passes; null when less is better.</param>
/// <param name="Goal">What the design asks for, where that is not reached yet: the bound then only holds what is. Null when the bound is the goal.</param>
/// <param name="Gross">The bound of the short form, wide enough for any machine at any time; null where there is none.</param>
/// <param name="Design">The budget as the design states it, for this project's reference machine. It is told, not judged.</param>
internal sealed record Budget(string Id, string What, string Against, double? AtMost, double? AtLeast, double? Goal, double? Gross, string Design)
{
    /// <summary>The bound of this form.</summary>
    public double Bound(bool isShort) => (isShort ? Gross : null) ?? AtMost ?? AtLeast!.Value;

    /// <summary>Whether a value is within it.</summary>
    public bool Admits(double value, bool isShort) => IsWithin(value, Bound(isShort));

    /// <summary>Whether a value is what the design asks for.</summary>
    public bool Reaches(double value) => Goal is not { } goal || IsWithin(value, goal);

    /// <summary>The bound as text.</summary>
    public string Describe(bool isShort) => $"{(AtMost is null ? "≥" : "≤")} {Bound(isShort):0.##}{(isShort || Goal is null ? "" : $", goal {Goal:0.##}")}";

    private bool IsWithin(double value, double bound) => AtMost is null ? value >= bound : value <= bound;
}

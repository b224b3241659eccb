namespace FastEmit.Benchmarks.Budgets;

/// <summary>Measures every budget, tells the values, and fails when one is not kept.</summary>
internal static class BudgetRun
{
    /// <param name="isShort">Only those with a gross bound, against that, in about half a minute.</param>
    /// <returns>The exit code: 0 when every budget is kept.</returns>
    public static async Task<int> RunAsync(bool isShort)
    {
        Budget[] budgets = [.. BudgetFile.Read().Budgets.Where(budget => !isShort || budget.Gross is not null)];
        IMeasurement[] measurements = isShort
            ? [new SerializationMeasurement(), new RefusalMeasurement(), new EmitMeasurement(), new LoadMeasurement(isShort: true)]
            : [new SerializationMeasurement(), new RefusalMeasurement(), new EmitMeasurement(), new LoadMeasurement(isShort: false), new HookMeasurement()];
        Dictionary<string, Figure> figures = [];
        foreach (IMeasurement measurement in measurements)
        {
            foreach ((string id, Figure figure) in await measurement.MeasureAsync())
            {
                figures.Add(id, figure);
            }
        }

        int failed = 0;
        foreach (Budget budget in budgets)
        {
            Figure figure = figures[budget.Id];
            bool isKept = budget.Admits(figure.Value, isShort);
            failed += isKept ? 0 : 1;
            Console.WriteLine(
                $"{(isKept ? "PASS" : "FAIL")}  {budget.What,-52} {figure.Value,9:0.###} {budget.Describe(isShort),-8} {budget.Against}  [{figure.Absolute}; design: {budget.Design}]");
        }

        Console.WriteLine(failed == 0 ? "Every budget is kept." : $"{failed} of {budgets.Length} budgets are not kept.");
        return failed == 0 ? 0 : 1;
    }
}

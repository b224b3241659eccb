namespace FastEmit.Benchmarks.Budgets;

/// <summary>Measures every budget, tells the values, and fails when one is not kept.</summary>
internal static class BudgetRun
{
    /// <param name="isShort">Only those with a gross bound, against that, in about half a minute.</param>
    /// <param name="group">Only the budgets whose ids begin with this and a dot, and what is measured together with them; null for all.</param>
    /// <returns>The exit code: 0 when every budget is kept.</returns>
    public static async Task<int> RunAsync(bool isShort, string? group = null)
    {
        IMeasurement[] measurements =
        [
            new SerializationMeasurement(), new ReadMeasurement(), new RefusalMeasurement(), new EmitMeasurement(), new LoggerMeasurement(), new LoadMeasurement(isShort), new HookMeasurement(), new GeneratorMeasurement(),
        ];
        string[] groups = [.. measurements.SelectMany(static measurement => measurement.Groups)];
        if (group is not null && !groups.Contains(group))
        {
            Console.Error.WriteLine($"There are no budgets of '{group}'. There are: {string.Join(", ", groups)}.");
            return 2;
        }

        Budget[] budgets = [.. BudgetFile.Read().Budgets.Where(budget => !isShort || budget.Gross is not null)];
        measurements = [.. measurements.Where(measurement =>
            group is null ? budgets.Any(budget => measurement.Measures(budget)) : measurement.Groups.Contains(group))];
        budgets = [.. budgets.Where(budget => measurements.Any(measurement => measurement.Measures(budget)))];
        Dictionary<string, Figure> figures = [];
        foreach (IMeasurement measurement in measurements)
        {
            foreach ((string id, Figure figure) in await measurement.MeasureAsync())
            {
                figures.Add(id, figure);
            }
        }

        int failed = 0;
        int shortOfGoal = 0;
        foreach (Budget budget in budgets)
        {
            Figure figure = figures[budget.Id];
            bool isKept = budget.Admits(figure.Value, isShort);
            bool isShortOfGoal = isKept && !isShort && !budget.Reaches(figure.Value);
            failed += isKept ? 0 : 1;
            shortOfGoal += isShortOfGoal ? 1 : 0;
            Console.WriteLine(
                $"{(isKept ? "PASS" : "FAIL")}{(isShortOfGoal ? "*" : " ")} {budget.What,-48} {figure.Value,9:0.###} {budget.Describe(isShort),-18} {budget.Against}  [{figure.Absolute}; design: {budget.Design}]");
        }

        if (group is null && !isShort)
        {
            await BudgetReport.WriteAsync(budgets, figures);
        }

        Console.WriteLine(failed == 0 ? "Every budget is kept." : $"{failed} of {budgets.Length} budgets are not kept.");
        if (shortOfGoal != 0)
        {
            Console.WriteLine($"* {shortOfGoal} are short of what the design asks for.");
        }

        return failed == 0 ? 0 : 1;
    }
}

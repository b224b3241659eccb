using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FastEmit.Generators.Tests;

public class IncrementalityTests
{
    private const string Event = """
        [FastEmit.Events.HookEvent("pre_tool")]
        public readonly partial record struct PreTool(string SessionId, int DurationMs, Point Place);
        public record Point(int X, int Y);
        """;

    private static readonly IncrementalStepRunReason[] Reused = [IncrementalStepRunReason.Cached, IncrementalStepRunReason.Unchanged];

    [Fact]
    public void Generator_UnrelatedEdit_RecomputesNothing() =>
        Assert.Empty(RecomputedAfterUnrelatedEdit(new HookEventGenerator(), HookEventGenerator.ParseStep, HookEventGenerator.FilterStep, HookEventGenerator.NamesStep, HookEventGenerator.NestedStep));

    /// <summary>The guard above must catch a generator that keeps a symbol in its model.</summary>
    [Fact]
    public void Guard_GeneratorThatKeepsSymbols_IsCaught() =>
        Assert.NotEmpty(RecomputedAfterUnrelatedEdit(new SymbolKeepingGenerator(), SymbolKeepingGenerator.Step));

    [Fact]
    public void Generator_EditOfTheEvent_RegeneratesIt()
    {
        Compilation compilation = Compile.Source(Event);
        (GeneratorDriver driver, _) = Compile.Generate(compilation);
        SyntaxTree tree = compilation.SyntaxTrees.Single();
        driver = driver.RunGenerators(
            compilation.ReplaceSyntaxTree(tree, tree.WithChangedText(Microsoft.CodeAnalysis.Text.SourceText.From(Event.Replace("int DurationMs", "long DurationMs", StringComparison.Ordinal)))),
            TestContext.Current.CancellationToken);
        Assert.Contains("long durationMs", driver.GetRunResult().GeneratedTrees[0].ToString(), StringComparison.Ordinal);
    }

    private static List<string> RecomputedAfterUnrelatedEdit(IIncrementalGenerator generator, params string[] steps)
    {
        CSharpCompilation compilation = Compile.Source(Event)
            .AddSyntaxTrees(CSharpSyntaxTree.ParseText("class Unrelated { int a; }", Compile.ParseOptions(), "Unrelated.cs"));
        (GeneratorDriver driver, _) = Compile.Generate(compilation, generator);
        SyntaxTree unrelated = compilation.SyntaxTrees[1];
        driver = driver.RunGenerators(
            compilation.ReplaceSyntaxTree(unrelated, CSharpSyntaxTree.ParseText("class Unrelated { int b; }", Compile.ParseOptions(), "Unrelated.cs")),
            TestContext.Current.CancellationToken);
        GeneratorRunResult result = driver.GetRunResult().Results.Single();
        Assert.All(steps, step => Assert.Contains(step, result.TrackedSteps.Keys));
        return
        [
            .. result.TrackedSteps
                .Where(step => steps.Contains(step.Key))
                .Concat(result.TrackedOutputSteps)
                .SelectMany(static step => step.Value.SelectMany(run => run.Outputs.Select(output => (step.Key, output.Reason))))
                .Where(static output => !Reused.Contains(output.Reason))
                .Select(static output => $"{output.Key}: {output.Reason}"),
        ];
    }
}

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

    /// <summary>Of 500 events with types in them, an edit elsewhere reads none again, and none of their files is written anew.</summary>
    [Theory]
    [InlineData("namespace Sample; public class Other { public int Method() { return 2; } }")]
    [InlineData("namespace Sample; public class Other { public int Method() { return 1; } } public class New { }")]
    [InlineData("namespace Sample; public class Other { public int Method() { return 1; } } public enum Fresh { A }")]
    public void Generator_EditBesideManyEvents_ReadsNoneAgain(string edited)
    {
        const int Events = 500;
        CSharpCompilation compilation = Compile.Source("namespace Sample; public class Other { public int Method() { return 1; } }").AddSyntaxTrees(Enumerable.Range(0, Events).Select(static i =>
            CSharpSyntaxTree.ParseText($$"""
                using FastEmit.Events;
                namespace Sample;
                [HookEvent("event_{{i}}")]
                public readonly partial record struct Event{{i}}(string Id, Mode{{i}} Mode, Place{{i}} Place, System.Collections.Generic.List<Place{{i % 10}}> More);
                public enum Mode{{i}} { Fast, Slow }
                public sealed record Place{{i}}(string Path, Mode0 Mode);
                """, Compile.ParseOptions(), $"Event{i}.cs", cancellationToken: TestContext.Current.CancellationToken)));
        var generator = new HookEventGenerator();
        (GeneratorDriver driver, _) = Compile.Generate(compilation, generator);
        Assert.Equal(Events, generator.Models.Misses);

        driver = driver.RunGenerators(
            compilation.ReplaceSyntaxTree(compilation.SyntaxTrees[0], CSharpSyntaxTree.ParseText(edited, Compile.ParseOptions(), "Sample.cs", cancellationToken: TestContext.Current.CancellationToken)), TestContext.Current.CancellationToken);

        Assert.Equal(Events, generator.Models.Misses);
        GeneratorRunResult result = driver.GetRunResult().Results.Single();
        Assert.All(
            result.TrackedSteps[HookEventGenerator.ParseStep].Concat(result.TrackedOutputSteps.SelectMany(static step => step.Value)).SelectMany(static run => run.Outputs),
            static output => Assert.Contains(output.Reason, Reused));
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

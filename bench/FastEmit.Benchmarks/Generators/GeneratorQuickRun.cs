using FastEmit.Events;
using FastEmit.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FastEmit.Benchmarks.Generators;

/// <summary>The processor time that the generator takes for a thousand events, and for a key stroke in a file without events.</summary>
internal static class GeneratorQuickRun
{
    private const int Events = 1_000;
    private const int Rounds = 11;

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(static path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Append(typeof(HookEventAttribute).Assembly.Location)
            .Select(static path => MetadataReference.CreateFromFile(path)),
    ];

    public static int Run()
    {
        CSharpCompilation compilation = Compile();
        Console.WriteLine($"{Events} events, cold            {Time(() => Generate(compilation)).TotalMilliseconds,8:F1} ms");
        Console.WriteLine($"{Events} events, warm            {Median(() => Generate(Compile())).TotalMilliseconds,8:F1} ms");
        GeneratorDriver driver = Generate(compilation);
        Console.WriteLine($"key stroke in another file    {KeyStroke(compilation, ref driver).TotalMilliseconds,8:F1} ms");
        GeneratorDriver empty = CSharpGeneratorDriver.Create(new EmptyGenerator()).RunGenerators(compilation);
        Console.WriteLine($"the same, nothing generated   {KeyStroke(compilation, ref empty).TotalMilliseconds,8:F1} ms");
        return driver.GetRunResult().GeneratedTrees.Length == Events ? 0 : 1;
    }

    private static TimeSpan KeyStroke(CSharpCompilation compilation, ref GeneratorDriver driver)
    {
        int edit = 0;
        SyntaxTree unrelated = compilation.SyntaxTrees[^1];
        GeneratorDriver current = driver;
        TimeSpan stroke = Median(() =>
        {
            CSharpCompilation edited = compilation.ReplaceSyntaxTree(unrelated, CSharpSyntaxTree.ParseText($"class Unrelated {{ int a{edit++}; }}"));
            return current = current.RunGenerators(edited);
        });
        driver = current;
        return stroke;
    }

    private static CSharpCompilation Compile()
    {
        IEnumerable<SyntaxTree> trees = Enumerable.Range(0, Events).Select(static i => CSharpSyntaxTree.ParseText($$"""
            using FastEmit.Events;
            namespace Sample;
            [HookEvent("event_{{i}}", Namespace = "/hook")]
            public readonly partial record struct Event{{i}}(
                [property: PartitionKey] string SessionId, string ToolName, bool Success, int DurationMs, double? Ratio, System.Guid Id, string[] Files);
            """));
        return CSharpCompilation.Create(
            "Sample", [.. trees, CSharpSyntaxTree.ParseText("class Unrelated { }")], References, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
    }

    private static GeneratorDriver Generate(CSharpCompilation compilation) =>
        CSharpGeneratorDriver.Create(new HookEventGenerator()).RunGenerators(compilation);

    private static TimeSpan Median(Func<GeneratorDriver> work)
    {
        var samples = new TimeSpan[Rounds];
        for (int i = 0; i < Rounds; i++)
        {
            samples[i] = Time(work);
        }

        Array.Sort(samples);
        return samples[Rounds / 2];
    }

    private static TimeSpan Time(Func<GeneratorDriver> work)
    {
        // Processor time: what others do on the machine does not count.
        TimeSpan start = Environment.CpuUsage.TotalTime;
        GC.KeepAlive(work());
        return Environment.CpuUsage.TotalTime - start;
    }
}

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FastEmit.Generators.Tests;

/// <summary>Which closed types of a generic event a project makes, found by their names alone.</summary>
public class GenericEventTests
{
    private const string Event = """
        using System.Collections.Generic;
        using FastEmit;
        using FastEmit.Events;
        namespace Sample;
        [HookEvent("{T}_changed")]
        public readonly partial record struct Changed<T>(T Before, T After);
        public record Foo(int X);

        """;

    [Theory]
    [InlineData("class U { void M(HookEmitter e) { e.Emit(new Changed<Foo>(null!, null!)); } }", "FooChanged")]
    [InlineData("class U { void M(HookEmitter e) { Changed<Foo> c = new(null!, null!); e.Emit(c); } }", "FooChanged")]
    [InlineData("class U { void M(HookEmitter e) { Changed<int>.Emit(e, 1, 2); } }", "IntChanged")]
    [InlineData("class U { void M(HookEmitter e) { Sample.Changed<int>.Emit(e, 1, 2); } }", "IntChanged")]
    [InlineData("class U { void M(HookEmitter e) { global::Sample.Changed<Sample.Foo>.Emit(e, null!, null!); } }", "FooChanged")]
    [InlineData("class U { object M() => typeof(Changed<List<Foo>>); }", "ListFooChanged")]
    [InlineData("class U { object M() => typeof(Changed<>); }", "")]
    [InlineData("class U { object M<T>(T x) => new Changed<T>(x, x); }", "")]
    [InlineData("class U<T> { Changed<T> X; class V { Changed<(int A, T B)> Y; } }", "")]
    [InlineData("class U : List<Changed<Foo[]>> { }", "FooChanged")]
    [InlineData("class U { void M(object x) { if (x is Changed<string>) { } } }", "StringChanged")]
    [InlineData("class U { Changed<string?> X; Changed<string> Y; }", "StringChanged")]
    [InlineData("class U { Changed<Nothing> X; }", "")]
    [InlineData("class U { class Changed<T> { } Changed<Foo> X; }", "")]
    [InlineData("class U { Changed<Foo> X; Changed<Foo>? Y; void M(params Changed<int>[] all) { } }", "FooChanged IntChanged")]
    public void Close_EveryWayToNameAType_IsFoundOnce(string uses, string expected)
    {
        Compilation compilation = Compile.Source(Event + uses);
        (GeneratorDriver driver, Compilation output) = Compile.Generate(compilation);
        string[] names = [.. driver.GetRunResult().GeneratedTrees
            .Select(static tree => tree.ToString())
            .Where(static text => text.Contains("ModuleInitializer", StringComparison.Ordinal))
            .Select(static text => text.Split("EventContractAttribute(\"")[1].Split('"')[0])
            .Select(static name => string.Concat(name.Split('_').Select(static word => char.ToUpperInvariant(word[0]) + word[1..])))
            .Order(StringComparer.Ordinal)];
        Assert.Equal(expected, string.Join(' ', names));
        Assert.DoesNotContain(output.GetDiagnostics(TestContext.Current.CancellationToken), static found => found.DefaultSeverity == DiagnosticSeverity.Error && found.Id != "CS0246");
    }

    /// <summary>A type that the compiler infers is named nowhere; the call that would fail says so.</summary>
    [Theory]
    [InlineData("[|e.Emit(U.Of(\"x\"))|];", "")]
    [InlineData("[|U.Of(\"x\").Emit(e)|];", "")]
    [InlineData("[|e.EmitAsync(U.Of(\"x\"))|];", "")]
    [InlineData("e.Emit(U.Of(\"x\"));", "[assembly: ClosedEvent(typeof(Sample.Changed<string>))]")]
    [InlineData("e.Emit(U.Of(5));", "")]
    public async Task Analyze_CallOfAnInferredType_IsReportedUnlessItIsNamed(string call, string attribute)
    {
        string body = call.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal);
        string source = Event.Replace("namespace Sample;", attribute + "\nnamespace Sample;", StringComparison.Ordinal)
            + "static class U { public static Changed<T> Of<T>(T x) => new(x, x); static void M(HookEmitter e) { _ = typeof(Changed<int>); " + body + " } }";
        (_, Compilation output) = Compile.Generate(Compile.Source(source));
        ImmutableArray<Diagnostic> found = await output.WithAnalyzers([new HookEventAnalyzer()]).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        string[] expected = call == body ? [] : [body.TrimEnd(';')];
        Assert.Equal(expected, found.Where(static one => one.Id == "FE029").Select(one => source.Substring(one.Location.SourceSpan.Start, one.Location.SourceSpan.Length)));
    }

    /// <summary>A type that may be null somewhere may be null for receivers.</summary>
    [Theory]
    [InlineData("class U { Changed<string> X; }", false)]
    [InlineData("class U { Changed<string> X; Changed<string?> Y; }", true)]
    [InlineData("class U { Changed<string?> Y; Changed<string> X; }", true)]
    public void Close_NullableSomewhere_IsNullableInTheContract(string uses, bool expected)
    {
        (GeneratorDriver driver, _) = Compile.Generate(Compile.Source(Event + uses));
        string closed = Assert.Single(driver.GetRunResult().GeneratedTrees.Select(static tree => tree.ToString()), static text => text.Contains("ModuleInitializer", StringComparison.Ordinal));
        Assert.Equal(expected, closed.Contains("{\\\"type\\\":\\\"null\\\"}", StringComparison.Ordinal));
    }
}

using Microsoft.CodeAnalysis;

namespace FastEmit.Generators.Tests;

/// <summary>The static Emit writes its parameters without building the event only where that is the same.</summary>
public class StaticEmitTests
{
    private const string Building = "return emitter.Emit(new global::";

    [Theory]
    [InlineData("public readonly partial record struct A(int X, string Y);")]
    [InlineData("public readonly partial record struct A(int X, string Y) { public string Y { get; init; } = Y; }")]
    [InlineData("public readonly partial record struct A(int X) { public string? Y { get; init; } }")]
    [InlineData("public partial struct A { public int X { get; set; } public string? Y { get; set; } }")]
    [InlineData("public sealed partial record A { public required int X { get; init; } public string Y { get; init; } = \"\"; }")]
    [InlineData("public partial class A(int x, string? y) { public int X { get; } = x; public string? Y { get; } = y; }")]
    [InlineData("public sealed partial record A(int X, int Y) : B(X); public record B(int X);")]
    [InlineData("public readonly partial record struct A(int X) { public const int Limit = 5; private static readonly int[] All = [1, 2]; public static int Z { get; } = All.Length; public int Method() => X * 2; }")]
    public void Emit_NothingOfTheUsersRuns_WritesTheParameters(string declaration) => Assert.DoesNotContain(Building, Generate(declaration), StringComparison.Ordinal);

    [Theory]
    [InlineData("public readonly partial record struct A(string X) { public string X { get; } = X[..1] + \"***\"; }")]
    [InlineData("public readonly partial record struct A(string? X) { public string X { get; init; } = X ?? \"anonymous\"; }")]
    [InlineData("public readonly partial record struct A(string X, string Y) { public string X { get; init; } = Y; }")]
    [InlineData("public partial record struct A { public string X { get; set => field = value.Trim(); } }")]
    [InlineData("public partial record struct A { public string X { get => field ?? \"\"; set; } }")]
    [InlineData("public partial record struct A { private string _x; public string X { get => _x; set { _x = value; } } }")]
    [InlineData("public partial class A { public A(int x) { if (x < 0) throw new System.ArgumentException(); X = x; } public int X { get; } }")]
    [InlineData("public partial class A { public A() { System.Console.WriteLine(); } public int X { get; set; } }")]
    [InlineData("public readonly partial record struct A(int X) { private readonly int _checked = X > 0 ? X : throw new System.ArgumentException(); }")]
    [InlineData("public partial class A(int x) { public int X => x * 2; }")]
    [InlineData("public sealed partial record A(int X, int Y) : B(X + 1); public record B(int X);")]
    [InlineData("public sealed partial record A(int X, int Y) : B(Y, X); public record B(int X, int Y);")]
    [InlineData("public sealed partial record A(int X) : B(X); public record B(int X) { public int X { get; init; } = X * 2; }")]
    [InlineData("public sealed partial record A : B { public int Y { get; init; } } public record B { public B() { System.Console.WriteLine(); } }")]
    [InlineData("public partial record A { public partial string X { get; set; } } public partial record A { public partial string X { get => \"\"; set { } } }")]
    public void Emit_CodeOfTheUsersRuns_BuildsTheEvent(string declaration) => Assert.Contains(Building, Generate(declaration), StringComparison.Ordinal);

    private static string Generate(string declaration)
    {
        Compilation compilation = Compile.Source($"[FastEmit.Events.HookEvent(\"a\")] {declaration}", Microsoft.CodeAnalysis.CSharp.LanguageVersion.Preview);
        (GeneratorDriver driver, Compilation output) = Compile.Generate(compilation);
        Assert.DoesNotContain(output.GetDiagnostics(TestContext.Current.CancellationToken), static d => d.Severity == DiagnosticSeverity.Error && d.Id is not "CS8618" and not "CS8907");
        string text = driver.GetRunResult().GeneratedTrees.Single().ToString();
        Assert.Contains("static global::FastEmit.EmitResult Emit(", text, StringComparison.Ordinal);
        return text;
    }
}

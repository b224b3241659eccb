using Microsoft.CodeAnalysis;

namespace FastEmit.Generators.Tests;

/// <summary>Emit and EmitAsync through the interface, beside those of the emitter itself.</summary>
public class SeamEmitTests
{
    private const string Event = "[HookEvent(\"a\")] public readonly partial record struct A(int X, string? Y = null);";

    [Theory]
    [InlineData("HookEmitter")]
    [InlineData("IHookEmitter")]
    public void Emit_EachKindOfEmitter_BindsWithoutAmbiguity(string emitter) => AssertCompiles($$"""
        using System.Threading.Tasks; using FastEmit; using FastEmit.Events;
        {{Event}}
        static class Use
        {
            public static async Task Run({{emitter}} e)
            {
                _ = A.Emit(e, 1);
                _ = A.Emit(e, 1, "y");
                _ = A.Emit(emitter: e, x: 1);
                _ = new A(1).Emit(e);
                _ = e.Emit(new A(1));
                _ = await new A(1).EmitAsync(e);
                _ = await e.EmitAsync(new A(1));
            }
        }
        """);

    [Fact]
    public void Emit_ByTheEmitterItself_StaysDirect()
    {
        string text = AssertCompiles("using FastEmit.Events; " + Event);
        Assert.Matches(@"static global::FastEmit.EmitResult Emit\(global::FastEmit.HookEmitter emitter, int x, string\? y = [^)]*\)\)?\s*\{\s*var ticket = emitter\.Begin\(", text);
        Assert.Matches(@"static global::FastEmit.EmitResult Emit\(global::FastEmit.IHookEmitter emitter, int x, string\? y = .*=> emitter\.Emit\(new global::A\(x, y\)\);", text);
    }

    [Fact]
    public void Emit_UsersOwnOverloads_AreNotGeneratedAgain() => AssertCompiles("""
        using FastEmit; using FastEmit.Events;
        [HookEvent("a")] public readonly partial record struct A(int X)
        {
            public static EmitResult Emit(IHookEmitter emitter, int x) => emitter.Emit(new A(x));
            public EmitResult Emit(IHookEmitter emitter) => emitter.Emit(this);
        }
        """);

    /// <summary>Written from its parameters, but not to be built from them: only the direct static overload is there.</summary>
    [Fact]
    public void Emit_EventThatCannotBeBuilt_HasNoStaticSeam()
    {
        string text = AssertCompiles("using FastEmit.Events; [HookEvent(\"a\")] public abstract partial class A { public int X { get; set; } }");
        Assert.DoesNotContain("static global::FastEmit.EmitResult Emit(global::FastEmit.IHookEmitter", text, StringComparison.Ordinal);
    }

    private static string AssertCompiles(string source)
    {
        (GeneratorDriver driver, Compilation output) = Compile.Generate(Compile.Source(source));
        Assert.Empty(output.GetDiagnostics(TestContext.Current.CancellationToken));
        return driver.GetRunResult().GeneratedTrees.Single().ToString();
    }
}

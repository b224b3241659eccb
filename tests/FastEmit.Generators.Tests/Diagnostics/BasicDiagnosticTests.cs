using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace FastEmit.Generators.Tests.Diagnostics;

public class BasicDiagnosticTests
{
    private const string Usings = "using FastEmit.Events; ";

    [Theory]
    [InlineData("FE001", "[HookEvent(\"a\")] public record struct E(int X);")]
    [InlineData("FE001", "public class Outer { [HookEvent(\"a\")] public partial record struct E(int X); }")]
    [InlineData("FE004", "[HookEvent(\"\")] public partial record struct E(int X);")]
    [InlineData("FE004", "[HookEvent(\"disconnect\")] public partial record struct E(int X);")]
    [InlineData("FE006", "[HookEvent(\"a\")] public partial record struct E(System.Action X);")]
    [InlineData("FE008", "[HookEvent(\"a\", Namespace = \"hook\")] public partial record struct E(int X);")]
    [InlineData("FE008", "[HookEvent(\"a\", Namespace = \"/a,b\")] public partial record struct E(int X);")]
    public async Task Analyze_Fault_ReportsIt(string id, string source)
    {
        ImmutableArray<Diagnostic> diagnostics = await Compile.AnalyzeAsync(Usings + source, TestContext.Current.CancellationToken);
        Diagnostic diagnostic = Assert.Single(diagnostics);
        Assert.Equal(id, diagnostic.Id);
        Assert.True(diagnostic.Location.IsInSource);
        Assert.Contains(id, diagnostic.Descriptor.HelpLinkUri, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[HookEvent(\"a\")] public partial record struct E(int X);")]
    [InlineData("public partial class Outer { [HookEvent(\"connected\", Namespace = \"/hook/x-1\")] public partial record struct E(int X); }")]
    public async Task Analyze_SoundEvent_ReportsNothing(string source) =>
        Assert.Empty(await Compile.AnalyzeAsync(Usings + source, TestContext.Current.CancellationToken));
}

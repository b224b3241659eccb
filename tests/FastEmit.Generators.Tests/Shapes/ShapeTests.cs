using System.Runtime.Loader;

namespace FastEmit.Generators.Tests.Shapes;

/// <summary>
/// Event shapes as people write them, from public bug reports: each compiles without an error or a warning, or a diagnostic of
/// FastEmit's refuses it; neither the generator nor an analyzer throws.
/// </summary>
public class ShapeTests
{
    private static readonly Dictionary<string, ShapeCase> All = ShapeCase.ReadAll().ToDictionary(static shape => shape.Name);

    public static TheoryData<string> Names => [.. All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Shape_EventAsPeopleWriteIt_CompilesCleanlyOrIsRefused(string name)
    {
        IReadOnlyList<string> faults = await All[name].FindFaultsAsync(TestContext.Current.CancellationToken);
        Assert.True(faults.Count == 0, string.Join(Environment.NewLine, faults));
    }

    /// <summary>What compiles without a word writes what System.Text.Json writes.</summary>
    [Fact]
    public async Task Shape_WithoutADiagnostic_IsOnTheWireWhatSystemTextJsonMakesOfIt()
    {
        var differences = new List<string>();
        int compared = 0;
        foreach (ShapeCase shape in All.Values.Where(static shape => !shape.HasOwnWire))
        {
            if (await shape.CompileAsync(TestContext.Current.CancellationToken) is { } assembly)
            {
                (List<string> different, int count) = ShapeWire.Load(assembly, new AssemblyLoadContext(shape.Name, isCollectible: true)).Compare();
                differences.AddRange(different.Select(text => $"{shape.Name}: {text}"));
                compared += count;
            }
        }

        Assert.True(differences.Count == 0, string.Join("\n", differences));
        Assert.True(compared > 50, $"{compared} events compared");
    }

    /// <summary>The reader of the files must find them all.</summary>
    [Fact]
    public void ReadAll_EveryFile_GivesItsCases() => Assert.True(All.Count > 200, $"{All.Count} cases");
}

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

    /// <summary>The reader of the files must find them all.</summary>
    [Fact]
    public void ReadAll_EveryFile_GivesItsCases() => Assert.True(All.Count > 200, $"{All.Count} cases");
}

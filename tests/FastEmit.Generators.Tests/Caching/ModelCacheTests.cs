using CsCheck;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FastEmit.Generators.Tests.Caching;

public class ModelCacheTests
{
    /// <summary>Each edit by itself, and each way back.</summary>
    [Fact]
    public void Generate_AfterEachEdit_IsWhatAGeneratorWithoutPastGives()
    {
        for (int edit = 0; edit < EditedProject.EditCount; edit++)
        {
            Assert.Null(FindDifference(new HookEventGenerator(), [edit, edit]));
        }
    }

    [Fact]
    public void Generate_AfterAnyEdits_IsWhatAGeneratorWithoutPastGives() =>
        Gen.Int[0, EditedProject.EditCount - 1].Array[40, 80].Sample(
            static edits => Assert.Null(FindDifference(new HookEventGenerator(), edits)), iter: 2);

    /// <summary>The tests above must catch a cache that looks at the event's own file only.</summary>
    [Fact]
    public void Guard_CacheThatIgnoresOtherFiles_IsCaught()
    {
        int caught = Enumerable.Range(0, EditedProject.EditCount).Count(static edit => FindDifference(new ForgetfulGenerator(), [edit]) is not null);
        Assert.InRange(caught, 20, EditedProject.EditCount);
    }

    [Fact]
    public void Generate_FilesInAnotherOrder_OrdersMembersAnew()
    {
        var project = new EditedProject();
        GeneratorDriver driver = CSharpGeneratorDriver.Create(new HookEventGenerator()).RunGenerators(project.Compilation, TestContext.Current.CancellationToken);
        string before = Text(driver);
        project.MoveToFront("Detail2.cs");
        driver = driver.RunGenerators(project.Compilation, TestContext.Current.CancellationToken);
        Assert.NotEqual(before, Text(driver));
        Assert.Equal(Fresh(new HookEventGenerator(), project), Text(driver));
    }

    [Theory]
    [InlineData("Unrelated.cs", 0)] // Whatever is declared there, as long as it declares the same types.
    [InlineData("Unrelated.cs", 0, "public class Unrelated")] // A new type whose name no event uses.
    [InlineData("Unrelated.cs", 5, "namespace Elsewhere { public class Unrelated")] // A new namespace.
    [InlineData("Detail.cs", 0, "return 1;")] // Inside of a method.
    [InlineData("Detail.cs", 0, "_x = 3")] // A field that is no constant.
    [InlineData("Converter.cs", 0, "WriteNumber(value.Value)")]
    [InlineData("Base.cs", 1, "Extra")] // The event of the file that names it.
    [InlineData("Detail.cs", 4, "int Line")] // So many are in that file.
    [InlineData("Parts.cs", 3)] // A constant of a constant.
    [InlineData("Uses.cs", 0, "return 1;")] // Inside of a method that names no closed type otherwise.
    [InlineData("Uses.cs", 1, "new Changed<Detail>()")] // The generic event whose closed type it names.
    [InlineData("Generic.cs", 1, "T After")]
    [InlineData("Limits.cs", 5, "99")] // By a global using, and so every event's.
    [InlineData("Assembly.cs", 5)]
    [InlineData("Defaults.cs", 5)] // A constant in an attribute of the assembly.
    public void Get_Edit_ReadsOnlyTheEventsThatItCanMatterTo(string file, int expected, string? from = null)
    {
        var generator = new HookEventGenerator();
        var project = new EditedProject();
        GeneratorDriver driver = CSharpGeneratorDriver.Create(generator).RunGenerators(project.Compilation, TestContext.Current.CancellationToken);
        int before = generator.Models.Misses;
        Assert.True(project.TryToggle(EditedProject.Find(file, from)));
        driver.RunGenerators(project.Compilation, TestContext.Current.CancellationToken);
        Assert.Equal((5, expected), (before, generator.Models.Misses - before));
    }

    [Fact]
    public void Get_OtherReferencesOrOptions_ReadsAgain()
    {
        var generator = new HookEventGenerator();
        CSharpCompilation compilation = new EditedProject().Compilation;
        GeneratorDriver driver = CSharpGeneratorDriver.Create(generator).RunGenerators(compilation, TestContext.Current.CancellationToken);
        driver = driver.RunGenerators(compilation.WithOptions(compilation.Options.WithNullableContextOptions(NullableContextOptions.Disable)), TestContext.Current.CancellationToken);
        Assert.Equal(10, generator.Models.Misses);
        driver.RunGenerators(compilation.WithReferences(compilation.References.Skip(1)), TestContext.Current.CancellationToken);
        Assert.Equal(15, generator.Models.Misses);
    }

    /// <summary>The first edit after which a driver with a past gives something else than one without; null when there is none.</summary>
    private static string? FindDifference(IIncrementalGenerator generator, int[] edits)
    {
        var project = new EditedProject();
        GeneratorDriver driver = CSharpGeneratorDriver.Create(generator).RunGenerators(project.Compilation, TestContext.Current.CancellationToken);
        for (int i = 0; i < edits.Length; i++)
        {
            project.TryToggle(edits[i]);
            driver = driver.RunGenerators(project.Compilation, TestContext.Current.CancellationToken);
            string fresh = Fresh((IIncrementalGenerator)Activator.CreateInstance(generator.GetType())!, project);
            if (fresh != Text(driver))
            {
                return $"Edit {edits[i]}, number {i}: {EditedProject.Describe(edits[i])}";
            }
        }

        return null;
    }

    private static string Fresh(IIncrementalGenerator generator, EditedProject project) =>
        Text(CSharpGeneratorDriver.Create(generator).RunGenerators(project.Compilation, TestContext.Current.CancellationToken));

    private static string Text(GeneratorDriver driver)
    {
        GeneratorRunResult result = driver.GetRunResult().Results.Single();
        Assert.Null(result.Exception);
        return string.Concat(result.GeneratedSources.OrderBy(static source => source.HintName, StringComparer.Ordinal).Select(static source => $"// {source.HintName}\n{source.SourceText}"));
    }
}

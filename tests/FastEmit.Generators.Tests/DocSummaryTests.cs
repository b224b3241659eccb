using FastEmit.Generators.Contracts;
using FastEmit.Generators.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FastEmit.Generators.Tests;

/// <summary>Documentation comments reach the contract, whether the project makes a documentation file or not.</summary>
public class DocSummaryTests
{
    private const string Source = """
        using FastEmit.Events;

        /// <summary>
        /// A tool has <b>ended</b>, see <see cref="System.Collections.Generic.List{T}"/> &amp; <c>x</c>.
        /// </summary>
        /// <param name="Name">The tool's <paramref name="Lines"/> name.</param>
        [HookEvent("done")]
        public partial record Done(string Name, int Lines)
        {
            /** <summary>
             * On two
             * lines.
             * </summary> */
            public int Block { get; init; }

            /// <summary>Broken <b>.</summary>
            public int Broken { get; init; }

            // <summary>No documentation.</summary>
            public int None { get; init; }

            /// <summary>In it.</summary>
            public Inner In { get; init; }
        }

        public struct Inner
        {
            /// <summary>A field.</summary>
            [System.Text.Json.Serialization.JsonInclude]
            public int Field;
        }
        """;

    [Theory]
    [InlineData(DocumentationMode.None)]
    [InlineData(DocumentationMode.Parse)]
    [InlineData(DocumentationMode.Diagnose)]
    public void Of_Comments_AreTheSchemasDescriptions(DocumentationMode mode)
    {
        CSharpParseOptions options = Compile.ParseOptions().WithDocumentationMode(mode);
        (_, Compilation output) = Compile.Generate(CSharpCompilation.Create("Sample", [CSharpSyntaxTree.ParseText(Source, options, "Sample.cs", cancellationToken: TestContext.Current.CancellationToken)], Compile.References, Compile.Source("").Options));
        AttributeData contract = Assert.Single(output.Assembly.GetAttributes(), static one => one.AttributeClass?.Name == "EventContractAttribute");
        JsonTree schema = JsonTree.Parse((string)contract.ConstructorArguments[3].Value!);

        Assert.Equal("A tool has ended, see List & `x`.", schema["description"]?.Text);
        Assert.Equal("The tool's Lines name.", Member("name"));
        Assert.Null(Member("lines"));
        Assert.Equal("On two lines.", Member("block"));
        Assert.Null(Member("broken"));
        Assert.Null(Member("none"));
        Assert.Equal("In it.", Member("in"));
        Assert.Equal("A field.", schema["$defs"]?["Inner"]?["properties"]?["field"]?["description"]?.Text);
        Assert.DoesNotContain("description", ContractFile.Write([new LockedEvent("done", "/", "Done", schema)]), StringComparison.Ordinal);

        string? Member(string name) => schema["properties"]?[name]?["description"]?.Text;
    }
}

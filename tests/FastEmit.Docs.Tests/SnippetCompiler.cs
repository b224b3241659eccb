using FastEmit.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FastEmit.Docs.Tests;

/// <summary>Compiles a snippet as the program of a new project that has the packages, generator included.</summary>
internal static class SnippetCompiler
{
    /// <summary>What a new project has by itself, and what a snippet may speak of without saying where it is from.</summary>
    private const string Surroundings =
        """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using static Surroundings;

        internal static class Surroundings
        {
            public static readonly string sessionId = "session-1";
        }
        """;

    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.Preview);

    private static readonly MetadataReference[] References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(static path => MetadataReference.CreateFromFile(path))];

    /// <summary>What the compiler has to say of a snippet: errors and warnings.</summary>
    /// <param name="code">The snippet. Its types may stand before its statements, as they read best.</param>
    /// <param name="usings">Namespaces of a page whose snippets leave them out.</param>
    public static IReadOnlyList<string> Compile(string code, params IEnumerable<string> usings)
    {
        string global = string.Concat(usings.Select(static name => $"global using {name};\n"));
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Snippet",
            [CSharpSyntaxTree.ParseText(global + Surroundings, Parsing), CSharpSyntaxTree.ParseText(StatementsFirst(code), Parsing)],
            References,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        CSharpGeneratorDriver.Create([new HookEventGenerator().AsSourceGenerator()], parseOptions: Parsing)
            .RunGeneratorsAndUpdateCompilation(compilation, out Compilation generated, out _);
        return [.. generated.GetDiagnostics()
            .Where(static diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning && diagnostic.Id is not "CS5001")
            .Select(static diagnostic => diagnostic.ToString())];
    }

    private static string StatementsFirst(string code)
    {
        CompilationUnitSyntax unit = CSharpSyntaxTree.ParseText(code, Parsing).GetCompilationUnitRoot();
        return unit.WithMembers([.. unit.Members.OrderBy(static member => member is not GlobalStatementSyntax)]).ToFullString();
    }
}

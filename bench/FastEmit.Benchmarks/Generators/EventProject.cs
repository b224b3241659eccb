using FastEmit.Events;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FastEmit.Benchmarks.Generators;

/// <summary>A project of many events, each in a file of its own, with nested types and enums, and two files without any.</summary>
internal sealed class EventProject
{
    public const int Events = 500;

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(static path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Append(typeof(HookEventAttribute).Assembly.Location)
            .Append(typeof(SocketIO.Events.EventReader).Assembly.Location)
            .Select(static path => MetadataReference.CreateFromFile(path)),
    ];

    private readonly SyntaxTree _body;
    private readonly SyntaxTree _types;

    public EventProject()
    {
        IEnumerable<SyntaxTree> events = Enumerable.Range(0, Events).Select(static i => Parse($$"""
            using FastEmit.Events;
            using System.Collections.Generic;
            namespace Sample;
            [HookEvent("event_{{i}}", Namespace = "/hook", Receive = true)]
            public readonly partial record struct Event{{i}}(
                [property: PartitionKey] string SessionId, string ToolName, bool Success, int DurationMs, double? Ratio, System.Guid Id, string[] Files,
                Mode{{i}} Mode, Place{{i}} Place, List<Place{{i % 50}}> Others, Dictionary<string, Kind> Kinds)
            {
                public int Sum() { return 1; }
            }
            [System.Text.Json.Serialization.JsonConverter(typeof(System.Text.Json.Serialization.JsonStringEnumConverter<Mode{{i}}>))]
            public enum Mode{{i}} { Fast, Slow, Other }
            public sealed record Place{{i}}(string Path, int Line, Detail Detail, Kind Kind);
            """));
        _body = Parse("namespace Sample; public class Body { public int Method() { return 0; } }");
        _types = Parse("namespace Sample; public class Types { } public enum Kind { A, B } public sealed record Detail(string Text, Kind Kind);");
        Compilation = CSharpCompilation.Create("Sample", [.. events, _body, _types], References, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
    }

    public CSharpCompilation Compilation { get; }

    /// <summary>The project after a key stroke in a method.</summary>
    public CSharpCompilation WithBody(int number) =>
        Compilation.ReplaceSyntaxTree(_body, Parse($"namespace Sample; public class Body {{ public int Method() {{ return {number}; }} }}"));

    /// <summary>The project with a type more, in the file that has types of events.</summary>
    public CSharpCompilation WithType(int number) =>
        Compilation.ReplaceSyntaxTree(_body, Parse($"namespace Sample; public class Body {{ public int Method() {{ return 0; }} }} public class New{number} {{ }}"));

    private static SyntaxTree Parse(string source) => CSharpSyntaxTree.ParseText(source);
}

using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;

namespace FastEmit.Generators.Tests;

public class NestedTypeTests
{
    private const string Address = """
        using System; using System.Collections.Generic; using System.Text.Json.Serialization; using FastEmit.Events;
        public sealed record Address(string Street, string City, Country Country, Point? At, Dictionary<string, Point[]> Ways);
        public readonly record struct Point(double X, double Y);
        [JsonConverter(typeof(JsonStringEnumConverter<Country>))] public enum Country { Germany, France, Spain }

        """;

    /// <summary>What an event adds to a project is its own members, however large the types in it are.</summary>
    [Fact]
    public void Generate_TypeInManyEvents_IsWrittenOnce()
    {
        int few = Length(Generate(Address + Events(10)));
        (string Name, string Text)[] many = Generate(Address + Events(500));
        Assert.Equal(503, many.Length); // Address, Point and Country behind the events
        int perEvent = (Length(many) - few) / 490;
        Assert.InRange(perEvent, 1, 12_000);
    }

    [Fact]
    public void Generate_OtherNaming_IsAnotherSerializer()
    {
        (string Name, string Text)[] files = Generate("""
            using FastEmit.Events;
            public record P(int LongName);
            [HookEvent("a")] public readonly partial record struct A(P X);
            [HookEvent("b", Naming = EventNaming.CamelCase)] public readonly partial record struct B(P X);
            """);
        Assert.Equal(4, files.Length);
        Assert.Contains(files, static file => file.Text.Contains("long_name", StringComparison.Ordinal) && file.Name.Contains(".P_", StringComparison.Ordinal));
        Assert.Contains(files, static file => file.Text.Contains("longName", StringComparison.Ordinal) && file.Name.Contains(".P_", StringComparison.Ordinal));
    }

    /// <summary>No other code could name it.</summary>
    [Fact]
    public void Generate_TypeThatOnlyTheEventReaches_StaysInside() => Assert.Single(Generate("""
        using FastEmit.Events; using System.Text.Json.Serialization;
        public partial class Outer
        {
            private record Hidden(int X, Deeper Y);
            private record Deeper(int Z);
            private record Holder(Hidden[] All);
            [HookEvent("a")] private readonly partial record struct A(Holder X, Hidden Y);
        }
        """));

    private static int Length((string Name, string Text)[] files) => files.Sum(static file => file.Text.Length);

    private static string Events(int count) => Enumerable.Range(0, count).Aggregate(new StringBuilder(), static (text, i) => text.Append(
        CultureInfo.InvariantCulture, $"[HookEvent(\"e{i}\")] public readonly partial record struct Event{i}(string Id, Address Home, Address? Work, List<Point> Path);\n")).ToString();

    private static (string Name, string Text)[] Generate(string source)
    {
        (GeneratorDriver driver, Compilation output) = Compile.Generate(Compile.Source(source));
        Assert.Empty(output.GetDiagnostics(TestContext.Current.CancellationToken));
        return [.. driver.GetRunResult().Results.Single().GeneratedSources.Select(static file => (file.HintName, file.SourceText.ToString()))];
    }
}

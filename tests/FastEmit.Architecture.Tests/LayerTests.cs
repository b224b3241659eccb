using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace FastEmit.Architecture.Tests;

/// <summary>The table of layers in ARCHITECTURE.md is true: folders of a project refer only to lower ones, so none refer in a circle.</summary>
public sealed partial class LayerTests
{
    private static readonly string[] Roots = ["src", "generators"];
    private static readonly ConcurrentDictionary<(string Project, string Folder), HashSet<string>> KnownTypes = new();

    public static TheoryData<string> Projects => [.. Table().Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folder_Usings_PointToLowerLayers(string project) =>
        Assert.Empty(References(project).SelectMany(reference => Upward(Table()[project], project, reference.Folder, reference.Line)));

    [Theory]
    [MemberData(nameof(Projects))]
    public void Table_Project_NamesEveryFolder(string project) =>
        Assert.Equal(Folders(project).Order(), Table()[project].SelectMany(static layer => layer).Order());

    [Fact]
    public void Table_Projects_AreAllThatHaveFolders() =>
        Assert.Equal(
            Roots.SelectMany(static root => Directory.EnumerateDirectories(Path.Combine(RepositoryRoot.Path, root)))
                .Select(static folder => Path.GetFileName(folder))
                .Where(static project => Folders(project).Any())
                .Order(),
            Table().Keys.Order());

    /// <summary>C# finds the types of the folder around it without a using.</summary>
    [Theory]
    [MemberData(nameof(Projects))]
    public void Folder_InsideAnother_NamesNoTypeOfIt(string project) =>
        Assert.Empty(
            from folder in Folders(project)
            where folder.Contains('/')
            let around = Types(Code(project, folder[..folder.LastIndexOf('/')]))
            from line in Code(project, folder)
            from type in Mentioned(around, line)
            select $"{project}/{folder} names {type}: {line.Trim()}");

    [Theory]
    [InlineData("Lanes", "using FastEmit.Delivery;")]
    [InlineData("Pooling", "using FastEmit.Lanes;")]
    [InlineData("Fallbacks", "using FastEmit.Sending;")]
    [InlineData("Events", "    private FastEmit.Buffers.EventRing? _ring;")]
    public void Guard_UpwardOrSidewaysReference_IsCaught(string folder, string line) =>
        Assert.Single(Upward(Table()["FastEmit"], "FastEmit", folder, line));

    [Theory]
    [InlineData("Delivery", "using FastEmit.Lanes;")]
    [InlineData("Lanes", "using FastEmit.SocketIO.Transports;")]
    [InlineData("Lanes", "namespace FastEmit.Lanes;")]
    [InlineData("Lanes", "        TimeSpan limit = options.Delivery.Timeout;")]
    public void Guard_DownwardReference_IsNotCaught(string folder, string line) =>
        Assert.Empty(Upward(Table()["FastEmit"], "FastEmit", folder, line));

    [Theory]
    [InlineData("Emission", "using FastEmit.Generators.Contracts;")]
    [InlineData("Emission", "using FastEmit.Generators.Parsing;")]
    [InlineData("Parsing", "using FastEmit.Generators.Caching;")]
    [InlineData("Model", "using FastEmit.Generators.Json;")]
    [InlineData("Emission", "        return Parsing.StaticAccess.Of(type);")]
    public void Guard_UpwardReferenceInTheGenerator_IsCaught(string folder, string line) =>
        Assert.Single(Upward(Table()["FastEmit.Generators"], "FastEmit.Generators", folder, line));

    [Fact]
    public void Guard_TypeOfTheFolderAround_IsCaught() =>
        Assert.Equal(["Weighted"], Mentioned(Types(["internal sealed record Weighted<T>(T Value);"]), "    private readonly Weighted<string>[] _names;"));

    /// <summary>The layers of each project, lowest first, each with its folders.</summary>
    private static Dictionary<string, string[][]> Table() => File
        .ReadLines(Path.Combine(RepositoryRoot.Path, "ARCHITECTURE.md"))
        .SkipWhile(static line => !line.StartsWith("| project | folders", StringComparison.Ordinal))
        .Skip(2)
        .TakeWhile(static line => line.StartsWith('|'))
        .Select(static line => line.Trim('|').Split('|'))
        .ToDictionary(
            static cells => cells[0].Trim(),
            static cells => cells[1].Split('→').Select(static layer => layer.Split(',').Select(static folder => folder.Trim()).ToArray()).ToArray());

    private static IEnumerable<string> Upward(string[][] layers, string project, string folder, string line)
    {
        int own = Array.FindIndex(layers, layer => layer.Contains(folder));
        return from layer in Enumerable.Range(0, layers.Length)
               from other in layers[layer]
               where layer >= own && other != folder
                   && (Names(line, $"{project}.{other.Replace('/', '.')}") || NamesRelatively(line, other.Replace('/', '.'), TypesOf(project, other)))
               select $"{project}/{folder}: {line.Trim()}";
    }

    /// <summary>Whether a line names something in a namespace, and not in one below it.</summary>
    private static bool Names(string line, string space) =>
        Regex.IsMatch(line, $@"(?<![\w.]){Regex.Escape(space)}(;|\.[A-Z]\w+(?![\w.;]))");

    /// <summary>Whether a line names a type by its folder alone: <c>Parsing.EventParser</c>.</summary>
    private static bool NamesRelatively(string line, string space, HashSet<string> types) =>
        line.Contains(space + ".", StringComparison.Ordinal)
        && Regex.Matches(line, $@"(?<![\w.]){Regex.Escape(space)}\.([A-Z]\w+)").Any(match => types.Contains(match.Groups[1].Value));

    private static HashSet<string> TypesOf(string project, string folder) =>
        KnownTypes.GetOrAdd((project, folder), static key => Types(Code(key.Project, key.Folder)));

    private static IEnumerable<(string Folder, string Line)> References(string project) =>
        from folder in Folders(project)
        from code in Code(project, folder)
        where code.Contains('.')
        select (folder, code);

    private static IEnumerable<string> Code(string project, string folder) =>
        from file in Sources(project)
        where FolderOf(project, file) == folder
        from line in File.ReadLines(file)
        select Comment().Replace(line, "");

    /// <summary>The types that lines without an indent declare.</summary>
    private static HashSet<string> Types(IEnumerable<string> code) =>
        [.. code.Select(static line => Declaration().Match(line)).Where(static match => match.Success).Select(static match => match.Groups[1].Value)];

    private static IEnumerable<string> Mentioned(HashSet<string> types, string line) =>
        Word().Matches(line).Select(static word => word.Value).Where(types.Contains);

    private static IEnumerable<string> Folders(string project) =>
        Sources(project).Select(file => FolderOf(project, file)).Where(static folder => folder.Length != 0).Distinct();

    private static IEnumerable<string> Sources(string project) => RepositoryRoot.SourcesBelow($"{RootOf(project)}/{project}");

    private static string FolderOf(string project, string file) =>
        Path.GetRelativePath(Path.Combine(RepositoryRoot.Path, RootOf(project), project), Path.GetDirectoryName(file)!).Replace('\\', '/').Trim('.');

    private static string RootOf(string project) => Roots.First(root => Directory.Exists(Path.Combine(RepositoryRoot.Path, root, project)));

    [GeneratedRegex("//.*")]
    private static partial Regex Comment();

    [GeneratedRegex(@"^(?:public|internal)[\w ]* (?:class|struct|record|interface|enum|delegate [\w<>?]+) (?:struct |class )?(\w+)")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\b[A-Z]\w+\b")]
    private static partial Regex Word();
}

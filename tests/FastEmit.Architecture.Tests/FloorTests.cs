using System.Reflection;

namespace FastEmit.Architecture.Tests;

/// <summary>Projects refer only to the floors below them (ARCHITECTURE.md).</summary>
public sealed class FloorTests
{
    /// <summary>Each project with all that it may refer to inside this repository.</summary>
    private static readonly Dictionary<string, string[]> MayReferTo = new()
    {
        ["FastEmit.Protocol"] = [],
        ["FastEmit.SocketIO"] = ["FastEmit.Protocol"],
        ["FastEmit"] = ["FastEmit.Protocol", "FastEmit.SocketIO"],
        ["FastEmit.Extensions.Hosting"] = ["FastEmit.Protocol", "FastEmit.SocketIO", "FastEmit"],
        ["FastEmit.Testing"] = ["FastEmit.Protocol", "FastEmit.SocketIO", "FastEmit"],
        ["FastEmit.Hooks"] = ["FastEmit.Protocol", "FastEmit.SocketIO", "FastEmit"],
        ["FastEmit.Hook"] = ["FastEmit.Hooks"],
        ["FastEmit.Collector"] = ["FastEmit.Protocol", "FastEmit.SocketIO"],
        ["FastEmit.Collector.Sqlite"] = ["FastEmit.Protocol", "FastEmit.SocketIO", "FastEmit.Collector"],
        ["FastEmit.Collector.Postgres"] = ["FastEmit.Protocol", "FastEmit.SocketIO", "FastEmit.Collector"],
        ["FastEmit.Cli"] = ["FastEmit.Protocol", "FastEmit.SocketIO", "FastEmit", "FastEmit.Hooks", "FastEmit.Collector", "FastEmit.Collector.Sqlite", "FastEmit.Collector.Postgres"],
    };

    public static TheoryData<string> Projects => [.. MayReferTo.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_RefersOnly_ToFloorsBelow(string project) => Assert.Empty(Upward(project, ReferencesOf(project)));

    [Fact]
    public void Guard_UpwardReference_IsCaught() => Assert.Equal(["FastEmit"], Upward("FastEmit.SocketIO", ["FastEmit", "System.Runtime"]));

    [Fact]
    public void Projects_AreAllThatAreInSrc() =>
        Assert.Equal(
            MayReferTo.Keys.Order(),
            Directory.GetDirectories(Path.Combine(RepositoryRoot.Path, "src")).Select(folder => Path.GetFileName(folder)!).Order());

    private static IEnumerable<string> ReferencesOf(string project) =>
        Assembly.Load(project == "FastEmit.Hook" ? "fastemit-hook" : project).GetReferencedAssemblies().Select(static name => name.Name!);

    private static IEnumerable<string> Upward(string project, IEnumerable<string> references) =>
        references.Where(name => name.StartsWith("FastEmit", StringComparison.Ordinal) && !MayReferTo[project].Contains(name));
}

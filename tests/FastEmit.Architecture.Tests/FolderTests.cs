using System.Text.RegularExpressions;

namespace FastEmit.Architecture.Tests;

/// <summary>Folders of bytes know no socket, no task and no clock; inside a project, folders refer only downwards.</summary>
public sealed partial class FolderTests
{
    public static TheoryData<string> ByteFolders =>
    [
        "src/FastEmit.Protocol",
        "src/FastEmit/Events",
    ];

    /// <summary>A folder of FastEmit and the namespaces of the floors above it.</summary>
    public static TheoryData<string, string> FoldersAndFloorsAbove => new()
    {
        { "src/FastEmit/Events", "FastEmit.(Buffers|Resilience|Lanes|Sending|Delivery|Pooling)" },
        { "src/FastEmit/Buffers", "FastEmit.(Events|Resilience|Lanes|Sending|Delivery|Pooling|SocketIO)" },
        { "src/FastEmit/Resilience", "FastEmit.(Events|Buffers|Lanes|Sending|Delivery|Pooling|SocketIO)" },
        { "src/FastEmit.Protocol/WebSockets", "FastEmit.Protocol.(EngineIO|Packets)" },
        { "src/FastEmit.Protocol/EngineIO", "FastEmit.Protocol.Packets" },
    };

    [Theory]
    [MemberData(nameof(ByteFolders))]
    public void ByteFolder_Code_NamesNoSocketTaskOrClock(string folder) => Assert.Empty(Mentions(folder, WorldPattern()));

    [Theory]
    [MemberData(nameof(FoldersAndFloorsAbove))]
    public void Folder_Usings_PointDownwards(string folder, string above) =>
        Assert.Empty(Mentions(folder, new Regex($@"^using {above.Replace(".", @"\.", StringComparison.Ordinal)}")));

    [Theory]
    [InlineData("    private readonly Socket _socket;")]
    [InlineData("    public async Task RunAsync()")]
    [InlineData("    private readonly TimeProvider _time;")]
    public void Guard_ForbiddenName_IsCaught(string line) => Assert.Matches(WorldPattern(), Code(line));

    [Fact]
    public void Guard_NameInAComment_IsNotCaught() => Assert.DoesNotMatch(WorldPattern(), Code("    int x; // a Task has one"));

    private static IEnumerable<string> Mentions(string folder, Regex pattern) =>
        from file in RepositoryRoot.SourcesBelow(folder)
        from line in File.ReadLines(file)
        where pattern.IsMatch(Code(line))
        select $"{Path.GetFileName(file)}: {line.Trim()}";

    private static string Code(string line)
    {
        int comment = line.IndexOf("//", StringComparison.Ordinal);
        return comment < 0 ? line : line[..comment];
    }

    [GeneratedRegex(@"\b(Socket(?!\.IO)|NetworkStream|Task|ValueTask|Thread|TimeProvider|ITimer|Stopwatch|HttpClient|PipeReader|PipeWriter)\b")]
    private static partial Regex WorldPattern();
}

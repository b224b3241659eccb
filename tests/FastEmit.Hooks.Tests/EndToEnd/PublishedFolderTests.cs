namespace FastEmit.Hooks.Tests.EndToEnd;

/// <summary>What users get is the executables and SQLite, and nothing that projects of the build have copied along.</summary>
public sealed class PublishedFolderTests
{
    private const long MaxTool = 23L << 20; // 20 MB are the goal; Google.Protobuf, for OTLP, takes 2.3 of 22.5
    private const long MaxHook = 2L << 20;

    private static readonly string[] Accepted = ["FastEmit.Cli", "fastemit-hook", "libe_sqlite3.so"];

    [Fact]
    public void Folder_OfTheNativeTool_HoldsTwoSmallExecutablesAndSqlite()
    {
        string? tool = Environment.GetEnvironmentVariable("FASTEMIT_TOOL");
        Assert.SkipWhen(tool is null, "FASTEMIT_TOOL names no published executable.");
        string folder = Path.GetDirectoryName(tool)!;
        Assert.InRange(new FileInfo(tool).Length, 1, MaxTool);
        Assert.InRange(new FileInfo(ToolPath.Hook).Length, 1, MaxHook);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder).Select(static path => Path.GetFileName(path)).Except(Accepted));
    }
}

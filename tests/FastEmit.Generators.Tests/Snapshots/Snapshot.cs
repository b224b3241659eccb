using System.Runtime.CompilerServices;

namespace FastEmit.Generators.Tests.Snapshots;

/// <summary>
/// Compares text with the file <c>Name.verified.cs</c> beside the test; on a mismatch it leaves <c>Name.received.cs</c>
/// there to be looked at and renamed. With FASTEMIT_ACCEPT=1 it renames by itself.
/// </summary>
internal static class Snapshot
{
    public static void Match(string actual, string name, [CallerFilePath] string testFile = "")
    {
        string folder = Path.GetDirectoryName(testFile)!;
        string verified = Path.Combine(folder, name + ".verified.cs");
        string received = Path.Combine(folder, name + ".received.cs");
        if (Environment.GetEnvironmentVariable("FASTEMIT_ACCEPT") == "1")
        {
            File.WriteAllText(verified, actual);
        }

        string expected = File.Exists(verified) ? File.ReadAllText(verified).ReplaceLineEndings("\n") : "";
        if (expected == actual)
        {
            File.Delete(received);
            return;
        }

        File.WriteAllText(received, actual);
        Assert.Equal(expected, actual);
    }
}

using System.Reflection;
using System.Runtime.CompilerServices;

namespace FastEmit.Architecture.Tests.PublicApi;

/// <summary>
/// The public surface of every package is what its approved file here says. After a change that is meant, run the tests with
/// <c>FASTEMIT_APPROVE_API=1</c> and commit the files: the difference is what a reviewer reads.
/// </summary>
public sealed class PublicApiTests
{
    public static TheoryData<string> Packages =>
        ["FastEmit", "FastEmit.SocketIO", "FastEmit.Extensions.Hosting", "FastEmit.Testing", "FastEmit.Collector", "FastEmit.Collector.Sqlite", "FastEmit.Collector.Postgres"];

    [Theory]
    [MemberData(nameof(Packages))]
    public void PublicApi_IsAsApproved(string package)
    {
        string approved = Path.Combine(Folder(), $"{package}.approved.txt");
        string actual = PublicApiText.Of(Assembly.Load(package));
        if (Environment.GetEnvironmentVariable("FASTEMIT_APPROVE_API") == "1")
        {
            File.WriteAllText(approved, actual);
        }

        Assert.Equal(File.Exists(approved) ? File.ReadAllText(approved) : "", actual);
    }

    [Fact]
    public void Guard_MemberMoreOrLess_IsSeen()
    {
        string text = PublicApiText.Of(typeof(HookEmitter).Assembly);

        Assert.Contains("sealed class FastEmit.HookEmitter : FastEmit.IHookEmitter, IAsyncDisposable", text, StringComparison.Ordinal);
        Assert.Contains("  FastEmit.EmitResult Emit<TEvent>(in TEvent value)\n", text, StringComparison.Ordinal);
        Assert.Contains("  Int32 MaxConnections { get; set; }\n", text, StringComparison.Ordinal);
        Assert.Contains("  RingFull = 1\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("EmitterPlan", text, StringComparison.Ordinal);
        Assert.DoesNotContain("_pool", text, StringComparison.Ordinal);
    }

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}

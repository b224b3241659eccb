using System.Runtime.InteropServices;

namespace FastEmit.Packages.Tests;

/// <summary>One program that uses the packages as a user does, on the packed packages alone: under the JIT, under Native AOT, in xunit v3 and in NUnit. All say the same.</summary>
public sealed class ConsumerTests(PackedPackages packages)
{
    private const int TimeoutMs = 600_000;

    private static readonly string[] Referred = ["FastEmit.Extensions.Hosting", "FastEmit.Collector", "FastEmit.Collector.Sqlite", "FastEmit.SocketIO", "FastEmit.Testing"];
    private static readonly (string, string)[] Platform = [("Microsoft.Extensions.Diagnostics.HealthChecks", "10.0.14"), ("Microsoft.Extensions.Logging", "10.0.14")];

    /// <summary>Public, and with a reason for not being used by the program.</summary>
    private static readonly Dictionary<string, string> Excused = new()
    {
        ["FastEmit.Collector.CollectorEndpointExtensions"] = "needs a web host of ASP.NET; FastEmit.Collector.Tests has one",
        ["FastEmit.Collector.Postgres.PostgresEventStore"] = "needs a server; FastEmit.Collector.Postgres.Tests has one",
        ["FastEmit.Collector.Postgres.PostgresStoreOptions"] = "the same",
        ["FastEmit.Collector.Storage.EventRecord"] = "for a store of one's own, which tests/FastEmit.OwnStore is",
        ["FastEmit.Collector.Storage.EventRecords"] = "the same",
        ["FastEmit.Collector.Storage.EventRecords.Enumerator"] = "the same",
        ["FastEmit.Diagnostics.FastEmitTelemetry"] = "only constants, of which the compiler leaves no trace; EmitterFeatures writes one",
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Timeout = TimeoutMs)]
    public async Task Consumer_JitNativeXunitAndNUnit_SayTheSame()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/gcc") || File.Exists("/usr/bin/clang"), "a native executable needs a linker");
        string platform = RuntimeInformation.RuntimeIdentifier;
        OutsideProject program = Make("consumer", [("PublishAot", "true")], [], "Program.cs");
        await Dotnet.RunAsync("dotnet", program.Folder, Cancel, "publish", "-c", "Release", "-r", platform, "-o", "native", "-v", "q"); // warnings are errors, the linker's and the compiler's too
        string expected = Path.Combine(program.Folder, "expected.txt");
        await File.WriteAllTextAsync(
            expected, await Dotnet.RunAsync("dotnet", program.Folder, Cancel, Path.Combine("bin", "Release", "net10.0", platform, "Outside.dll")), Cancel);

        string native = await Dotnet.RunAsync(Path.Combine(program.Folder, "native", "Outside"), program.Folder, Cancel);
        Assert.Equal(await File.ReadAllTextAsync(expected, Cancel), native);
        Assert.Contains("\nsalvages 1\n", native, StringComparison.Ordinal); // it has come to its end
        Assert.Equal("", string.Join(Environment.NewLine, PublicFeatures.UnusedBy(Path.Combine(program.Folder, "bin", "Release", "net10.0", platform, "Outside.dll"), Excused.Keys)));

        Environment.SetEnvironmentVariable("CONSUMER_OUTPUT", expected);
        OutsideProject xunit = Make("xunit", [("UseMicrosoftTestingPlatformRunner", "true")], [("xunit.v3", XunitVersion)], "XunitConsumer.cs");
        Assert.Contains("succeeded: 1", await RunTestsAsync(xunit), StringComparison.Ordinal);
        OutsideProject nunit = Make("nunit", [("EnableNUnitRunner", "true")], [("NUnit", "4.6.1"), ("NUnit3TestAdapter", "6.3.1")], "NUnitConsumer.cs");
        Assert.Contains("succeeded: 1", await RunTestsAsync(nunit), StringComparison.Ordinal);
    }

    /// <summary>The check above must see a feature that no program uses; and what it excuses must exist.</summary>
    [Fact]
    public void UnusedBy_ProgramWithoutThePackages_NamesTypesMembersAndTheExcused()
    {
        string[] unused = [.. PublicFeatures.UnusedBy(typeof(ConsumerTests).Assembly.Location, [])];

        Assert.Superset(new HashSet<string>(["FastEmit.HookEmitter", "FastEmit.HookEmitter.EmitJson", "FastEmit.SocketIO.SocketIOConnection.Opened", .. Excused.Keys]), unused.ToHashSet());
    }

    /// <summary>The version that this project itself was built with.</summary>
    private static string XunitVersion => typeof(FactAttribute).Assembly.GetName().Version!.ToString(3);

    private static async Task<string> RunTestsAsync(OutsideProject project)
    {
        await Dotnet.RunAsync("dotnet", project.Folder, Cancel, "build", "-c", "Release", "-v", "q");
        return await Dotnet.RunAsync(Path.Combine(project.Folder, "bin", "Release", "net10.0", "Outside"), project.Folder, Cancel);
    }

    /// <summary>A project of the common sources, events of every kind of member among them, and a file of its own.</summary>
    private OutsideProject Make(string name, (string Name, string Value)[] properties, (string Id, string Version)[] references, string own)
    {
        OutsideProject project = OutsideProject.Create(packages, name, properties, [.. Platform, .. references], Referred);
        string tests = Path.Combine(RepositoryRoot.Path, "tests");
        string sources = Path.Combine(tests, "FastEmit.Packages.Tests", "Consumer");
        string events = Path.Combine(tests, "FastEmit.Tests", "Events");
        string[] kinds = Directory.GetFiles(Path.Combine(events, "Differential"), "*.cs");
        foreach (string file in (string[])
            [.. Directory.GetFiles(sources, "*Features.cs"), Path.Combine(sources, own), Path.Combine(events, "AttachmentEvent.cs"), .. kinds.Where(static kind => !kind.EndsWith("Tests.cs", StringComparison.Ordinal) && !kind.EndsWith("Oracle.cs", StringComparison.Ordinal))])
        {
            File.Copy(file, Path.Combine(project.Folder, Path.GetFileName(file)));
        }

        return project;
    }
}

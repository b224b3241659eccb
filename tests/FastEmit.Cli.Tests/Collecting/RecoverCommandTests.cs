using FastEmit.Collector;
using FastEmit.Collector.Sqlite;
using FastEmit.Events;

namespace FastEmit.Cli.Tests.Collecting;

public sealed class RecoverCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fastemit-recover-command-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Recover_FileThatWasSetAside_PrintsItsEventsAsLines()
    {
        await StoreAsync();
        string file = Assert.Single(_folder.GetFiles("*.db")).FullName;
        File.Move(file, $"{file}.bad");
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "events-000000000000009999.db.bad"), new string('x', 10_000), Cancellation);

        CommandLineSession session = await CommandLineSession.RunAsync("collect", "recover", _folder.FullName);

        Assert.Equal(0, session.ExitCode);
        Assert.Equal(
            """
            {"namespace":"/ns","event":"e","data":{"number":1}}
            {"namespace":"/ns","event":"e","data":{"number":2}}

            """,
            session.Output);
        Assert.Contains("events-000000000000009999.db.bad", session.Error, StringComparison.Ordinal);
        Assert.EndsWith("2 events of 2 files", session.Error.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recover_NothingSetAside_PrintsNothingUnlessAskedForAll()
    {
        await StoreAsync();

        CommandLineSession damaged = await CommandLineSession.RunAsync("collect", "recover", _folder.FullName);
        CommandLineSession all = await CommandLineSession.RunAsync("collect", "recover", _folder.FullName, "--all");

        Assert.Equal((0, "", "0 events of 0 files"), (damaged.ExitCode, damaged.Output, damaged.Error.TrimEnd()));
        Assert.Equal("2 events of 1 files", all.Error.TrimEnd());
    }

    [Fact]
    public async Task Recover_NoSuchFolder_IsAUsageError()
    {
        CommandLineSession session = await CommandLineSession.RunAsync("collect", "recover", Path.Combine(_folder.FullName, "none"));

        Assert.NotEqual(0, session.ExitCode);
        Assert.Contains("none", session.Error, StringComparison.Ordinal);
    }

    private async Task StoreAsync()
    {
        await using SqliteEventStore store = SqliteEventStore.Open(new SqliteStoreOptions { Directory = _folder.FullName });
        await using CollectorServer server = await CollectorServer.StartAsync(new CollectorOptions { Port = 0, Store = store }, Cancellation);
        await using HookEmitter emitter = HookEmitter.Create(new HookEmitterOptions { Url = server.Url });
        HookEventDescriptor descriptor = HookEventDescriptor.Create("e", "/ns", hasTimestamp: true);
        emitter.EmitJson(descriptor, "{\"number\":1}"u8);
        emitter.EmitJson(descriptor, "{\"number\":2}"u8);
        Assert.True((await emitter.FlushAsync(TimeSpan.FromSeconds(30), Cancellation)).Completed);
    }
}

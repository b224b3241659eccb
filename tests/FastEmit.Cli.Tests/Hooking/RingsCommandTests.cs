using System.Text;
using System.Text.Json;
using FastEmit.Events;

namespace FastEmit.Cli.Tests.Hooking;

public sealed class RingsCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fastemit-rings-command-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Recover_RingThatAnEmitterHasLeft_PrintsItsEventsAsLines()
    {
        await using (HookEmitter emitter = HookEmitter.Create(new HookEmitterOptions
        {
            Url = "http://127.0.0.1:1",
            Ring = { File = Path.Combine(_folder.FullName, "events") },
            MaxConnections = 1,
            ShutdownTimeout = TimeSpan.Zero,
        }))
        {
            Assert.Equal(EmitResult.Queued, emitter.EmitJson(HookEventDescriptor.Create("e", "/ns", hasTimestamp: true), "{\"text\":\"東京\"}"u8));
            Assert.Equal(EmitResult.Queued, emitter.EmitJson(HookEventDescriptor.Create("a\"b", hasTimestamp: true), "[1]"u8));
        }

        CommandLineSession session = await CommandLineSession.RunAsync("rings", "recover", Path.Combine(_folder.FullName, "events.0.ring"));
        Assert.Equal(0, session.ExitCode);
        Assert.Equal(
            """
            {"namespace":"/ns","event":"e","data":{"text":"東京"}}
            {"namespace":"/","event":"a\u0022b","data":[1]}

            """,
            session.Output);
        Assert.Equal("2 events", session.Error.TrimEnd());
    }

    [Fact]
    public async Task Recover_ThenEmit_EveryEventArrivesAsItWas()
    {
        await using (HookEmitter emitter = HookEmitter.Create(new HookEmitterOptions
        {
            Url = "http://127.0.0.1:1",
            Ring = { File = Path.Combine(_folder.FullName, "events") },
            MaxConnections = 1,
            ShutdownTimeout = TimeSpan.Zero,
        }))
        {
            for (int i = 0; i < 100; i++)
            {
                HookEventDescriptor descriptor = HookEventDescriptor.Create(i % 2 == 0 ? "even" : "a\"b", i % 2 == 0 ? "/ns" : "/", hasTimestamp: false);
                Assert.Equal(EmitResult.Queued, emitter.EmitJson(descriptor, Encoding.UTF8.GetBytes($"{{\"n\":{i},\"text\":\"東京 \\ud83d\\ude00\"}}")));
            }
        }

        CommandLineSession recovered = await CommandLineSession.RunAsync("rings", "recover", Path.Combine(_folder.FullName, "events.0.ring"));
        await using RecordingCollector collector = await RecordingCollector.StartAsync();
        CommandLineSession sent = await CommandLineSession.RunAsync(recovered.Output, ["emit", "--url", collector.Url], TestContext.Current.CancellationToken);
        Assert.Equal(0, sent.ExitCode);
        Assert.Equal(
            Enumerable.Range(0, 100).Select(static i => (i % 2 == 0 ? "/ns" : "/", i % 2 == 0 ? "even" : """a\"b""", i, "東京 😀")).Order(),
            collector.Events.Select(Read).Order());

        static (string Namespace, string Name, int Number, string Text) Read(RecordedEvent recorded)
        {
            JsonElement data = JsonElement.Parse(recorded.Data);
            return (recorded.Namespace, recorded.Name, data.GetProperty("n").GetInt32(), data.GetProperty("text").GetString()!);
        }
    }

    [Fact]
    public async Task Recover_NoRingFile_FallsShortAndSaysWhatItIs()
    {
        string path = Path.Combine(_folder.FullName, "notes.txt");
        await File.WriteAllTextAsync(path, new string('x', 100_000), TestContext.Current.CancellationToken);
        CommandLineSession session = await CommandLineSession.RunAsync("rings", "recover", path);
        Assert.Equal((1, ""), (session.ExitCode, session.Output));
        Assert.Contains("not a ring file", session.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recover_NoFile_IsBadUsage()
    {
        CommandLineSession session = await CommandLineSession.RunAsync("rings", "recover", Path.Combine(_folder.FullName, "nowhere"));
        Assert.Equal(2, session.ExitCode);
        Assert.Contains("cannot be read", session.Error, StringComparison.Ordinal);
    }
}

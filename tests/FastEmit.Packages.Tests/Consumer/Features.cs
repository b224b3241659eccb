using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Serialization;
using FastEmit;
using FastEmit.Collector;
using FastEmit.Collector.Sqlite;
using FastEmit.Collector.Storage;
using FastEmit.Events;
using FastEmit.Fallbacks;
using FastEmit.SocketIO;
using FastEmit.SocketIO.Events;
using FastEmit.Testing;
using FastEmit.Tests.Events;
using FastEmit.Tests.Events.Differential;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace FastEmit.Consumer;

/// <summary>What a user of the packages does with them. It says the same under the JIT, under Native AOT and in any test framework.</summary>
public static class Features
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static async Task<string> RunAsync()
    {
        StringBuilder output = new();
        WriteKinds(output);
        await RecordAsync(output);
        DirectoryInfo folder = Directory.CreateTempSubdirectory("fastemit-consumer-");
        try
        {
            await DeliverAsync(output, folder.FullName);
            await FallBackAsync(output, folder.FullName);
            await HostAsync(output);
            await StoreAsync(output, folder.FullName);
            await TalkAsync(output);
            await EmitterFeatures.RunAsync(output, folder.FullName);
            await ClientFeatures.RunAsync(output);
            await CollectorFeatures.RunAsync(output, folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        return output.ToString();
    }

    /// <summary>The bytes of every kind of member, of values that a seed decides.</summary>
    private static void WriteKinds(StringBuilder output)
    {
        RecordingEmitter emitter = new();
        for (int seed = 0; seed < 40; seed++)
        {
            RandomValues random = new(seed);
            emitter.Emit(ScalarsEvent.Random(random));
            emitter.Emit(WithOnePair(CollectionsEvent.Random(random)));
            emitter.Emit(KeysEvent.Random(random));
            emitter.Emit(ObjectsEvent.Random(random));
            emitter.Emit(BridgedEvent.Random(random));
            emitter.Emit(ExtendedEvent.Random(random));
        }

        emitter.Emit(new AttachmentEvent("photo", [1, 2], new byte[] { 3 }, null));
        emitter.Emit<IStep>(new Asked("s-1", "why?"));
        foreach (RecordedEvent recorded in emitter.Events)
        {
            output.Append(recorded.Namespace).Append(' ').Append(recorded.Name).Append(' ').Append(recorded.Json).Append('\n');
        }
    }

    /// <summary>The order of a dictionary that sorts by hash codes of texts differs from process to process.</summary>
    private static CollectionsEvent WithOnePair(CollectionsEvent value) =>
        value with { Deep = value.Deep.OrderBy(static pair => pair.Key, StringComparer.Ordinal).Take(1).ToImmutableDictionary() };

    private static async Task RecordAsync(StringBuilder output)
    {
        RecordingEmitter emitter = new() { Acknowledge = static _ => "[\"seen\"]" };
        ToolDone.Emit(emitter, "s", "Bash", true, 12);
        EmitAcknowledgement acknowledgement = await emitter.EmitAsync(new ToolDone("s", "Read", false, 3));
        emitter.Count<ToolDone>(2);
        emitter.Result = EmitResult.RingFull;
        output.Append("recorded ").Append(emitter.Single<ToolDone>(static done => done.Success).Tool).Append(' ')
            .Append(Encoding.UTF8.GetString(acknowledgement.Arguments.Span)).Append(' ')
            .Append(ToolDone.Emit(emitter, "s", "Bash", true, 12)).Append('\n');
    }

    /// <summary>An emitter over ring files into a collector: typed, as JSON, confirmed, acknowledged, with bytes beside it.</summary>
    private static async Task DeliverAsync(StringBuilder output, string folder)
    {
        List<string> came = [];
        CollectorOptions collecting = new()
        {
            Port = 0,
            OnEvent = (in ReceivedEvent received) =>
            {
                lock (came)
                {
                    came.Add($"came {Encoding.UTF8.GetString(received.Namespace)} {Encoding.UTF8.GetString(received.Name)} {Encoding.UTF8.GetString(received.Data)} {received.Attachments}");
                }
            },
        };
        await using CollectorServer server = await CollectorServer.StartAsync(collecting);
        int typed = 0;
        server.Collector.On<ToolDone>((in ToolDone done, in EventContext context) =>
        {
            Interlocked.Add(ref typed, done.DurationMs);
            if (context.ExpectsAck)
            {
                context.Acknowledge("\"stored\""u8);
            }
        });
        HookEmitterOptions options = new() { Url = server.Url, Delivery = DeliveryGuarantee.AtLeastOnce };
        options.Ring.File = Path.Combine(folder, "ring");
        options.Stamps.Timestamp = false;
        options.Stamps.Properties["service"] = "consumer";
        await using HookEmitter emitter = HookEmitter.Create(options);
        ToolDone.Emit(emitter, "s", "Bash", true, 12);
        new ToolDone("s", "Read", false, 3).Emit(emitter);
        emitter.Emit<IStep>(new Answered("s", 4));
        emitter.EmitJson(ToolDone.Descriptor, """{"session":"s","tool":"Json","success":true,"duration_ms":1}"""u8);
        emitter.Emit(new AttachmentEvent("photo", [1, 2], new byte[] { 3 }, null));
        EmitAcknowledgement acknowledgement = await emitter.EmitAsync(new ToolDone("s", "Ack", true, 5), Patience);
        FlushReport report = await emitter.FlushAsync(Patience);
        output.Append("delivered ").Append(report.Completed).Append(' ').Append(report.Confirmed).Append(' ').Append(report.Dropped.Total).Append(' ')
            .Append(typed).Append(' ').Append(Encoding.UTF8.GetString(acknowledgement.Arguments.Span)).Append('\n');
        foreach (string line in came.Order(StringComparer.Ordinal))
        {
            output.Append(line).Append('\n');
        }
    }

    /// <summary>Nobody listens: what was emitted is in the file when the emitter has closed.</summary>
    private static async Task FallBackAsync(StringBuilder output, string folder)
    {
        string file = Path.Combine(folder, "fallback.ndjson");
        HookEmitterOptions options = new() { Url = "http://127.0.0.1:1", ShutdownTimeout = TimeSpan.FromMilliseconds(200), Fallback = EventFallback.File(file) };
        HookEmitter emitter = HookEmitter.Create(options);
        ToolDone.Emit(emitter, "s", "Bash", true, 12);
        FlushReport report = await emitter.CloseAsync();
        output.Append("fell back ").Append(report.FellBack).Append(' ').Append(File.ReadLines(file).Count()).Append('\n');
    }

    private static async Task HostAsync(StringBuilder output)
    {
        await using CollectorServer server = await CollectorServer.StartAsync(new CollectorOptions { Port = 0 });
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Url", server.Url), new("Batch:Window", "00:00:00.005")]).Build();
        ServiceCollection services = new();
        services.AddFastEmit(configuration).AddLogging(static logging => logging.AddFastEmit()).AddHealthChecks().AddFastEmit();
        await using ServiceProvider provider = services.BuildServiceProvider();
        IHookEmitter emitter = provider.GetRequiredService<IHookEmitter>();
        ToolDone.Emit(emitter, "s", "Bash", true, 12);
        provider.GetRequiredService<ILoggerFactory>().CreateLogger("Consumer").LogWarning("the answer is {Answer}", 42);
        FlushReport report = await emitter.FlushAsync(Patience);
        HealthReport health = await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        output.Append("hosted ").Append(report.Completed).Append(' ').Append(health.Status).Append('\n');
        foreach (EventCount count in server.GetStats().ByEvent.OrderBy(static count => count.Name, StringComparer.Ordinal))
        {
            output.Append("counted ").Append(count.Namespace).Append(' ').Append(count.Name).Append(' ').Append(count.Events).Append('\n');
        }
    }

    private static async Task StoreAsync(StringBuilder output, string folder)
    {
        await using SqliteEventStore store = SqliteEventStore.Open(new SqliteStoreOptions { Directory = Path.Combine(folder, "events") });
        await using CollectorServer server = await CollectorServer.StartAsync(new CollectorOptions { Port = 0, Store = store });
        await using HookEmitter emitter = HookEmitter.Create(server.Url);
        ToolDone.Emit(emitter, "s", "Bash", true, 12);
        await emitter.FlushAsync(Patience);
        await foreach (StoredEvent stored in store.QueryAsync(new EventQuery { Limit = 10 }))
        {
            output.Append("stored ").Append(stored.Namespace).Append(' ').Append(stored.Name).Append(' ').Append(stored.As<ToolDone>().DurationMs).Append('\n');
        }
    }

    private static async Task TalkAsync(StringBuilder output)
    {
        await using CollectorServer server = await CollectorServer.StartAsync(new CollectorOptions
        {
            Port = 0,
            OnEvent = static (in ReceivedEvent received) => received.Connection!.Emit(Encoding.UTF8.GetString(received.Namespace), "back", received.Data),
        });
        await using SocketIOConnection connection = new(server.Url);
        SocketIOSocket socket = connection.Socket("/talk");
        Task<Note> back = socket.WaitForAsync("back", ConsumerJson.Default.Note, Patience);
        await socket.ConnectAsync();
        await socket.EmitAsync("note", SocketIOArgument.From(new Note("Grüße"), ConsumerJson.Default.Note));
        output.Append("talked ").Append((await back).Text).Append('\n');
    }
}

/// <summary>Also an argument of the Socket.IO client.</summary>
public sealed record Note(string Text);

[JsonSerializable(typeof(Note))]
internal sealed partial class ConsumerJson : JsonSerializerContext;

[HookEvent("tool_done", Namespace = "/hook", Receive = true)]
public readonly partial record struct ToolDone([property: PartitionKey] string Session, string Tool, bool Success, int DurationMs);

[HookEvent("step", Receive = true)]
[JsonDerivedType(typeof(Asked), "asked")]
[JsonDerivedType(typeof(Answered), "answered")]
public partial interface IStep
{
    [PartitionKey]
    string Session { get; }
}

public sealed record Asked(string Session, string Text) : IStep;

public readonly record struct Answered(string Session, int Length) : IStep;

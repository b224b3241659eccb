using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using FastEmit;
using FastEmit.Collector;
using FastEmit.Consumer;
using FastEmit.Diagnostics;
using FastEmit.Events;
using FastEmit.Fallbacks;
using FastEmit.Resilience;
using FastEmit.SocketIO.Events;
using FastEmit.Testing;

[assembly: HookEventDefaults(Naming = EventNaming.SnakeCase)]
[assembly: EventConverter(typeof(CelsiusConverter))]
[assembly: ClosedEvent(typeof(Changed<int>))]

namespace FastEmit.Consumer;

/// <summary>What the emitter has besides emitting: marks on members, options, events, fallbacks, figures, errors, its double.</summary>
internal static class EmitterFeatures
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static async Task RunAsync(StringBuilder output, string folder)
    {
        Mark(output);
        await TuneAsync(output);
        await LoseAsync(output);
        await DoubleAsync(output);
        Refuse(output, folder);
    }

    private static void Mark(StringBuilder output)
    {
        RecordingEmitter emitter = new();
        emitter.Emit(new Marked(DateTimeOffset.UnixEpoch, "a long text", "secret", "[1]", "bytes"u8.ToArray(), new Celsius(21.5), Level.High | Level.Wide, [new Note("in it"), new Note("again")]));
        emitter.Emit(new Changed<Note>(new Note("old"), new Note("new")));
        foreach (RecordedEvent recorded in emitter.Events)
        {
            output.Append("marked ").Append(recorded.Json).Append('\n');
        }
    }

    private static async Task TuneAsync(StringBuilder output)
    {
        int asked = 0;
        await using CollectorServer server = await CollectorServer.StartAsync(new CollectorOptions { Port = 0 });
        HookEmitterOptions options = new() { Url = server.Url, MaxConnections = 1, Overflow = OverflowPolicy.Wait(TimeSpan.FromSeconds(1)) };
        options.Acks.Timeout = Patience;
        options.Batch.Window = TimeSpan.FromMilliseconds(1);
        options.Circuit.WhenOpen = CircuitOpenPolicy.Buffer;
        options.Isolation.PoisonAttempts = 3;
        options.Notices.HighWater = 0.9;
        options.Reconnect.Delay = TimeSpan.FromMilliseconds(10);
        options.Ring.Sync = RingFileSync.Never;
        options.Connection.CredentialsProvider = cancellation =>
        {
            asked++;
            return ValueTask.FromResult(new EmitterCredentials
            {
                Auth = """{"token":"t"}""",
                Headers = new Dictionary<string, string> { ["X-Room"] = "7" },
                Query = new Dictionary<string, string> { ["room"] = "7" },
            });
        };
        bool isSet = options.TrySet("Batch.Window", "soon", out OptionError? error);
        output.Append("options ").Append(isSet).Append(' ').Append(error?.Option).Append(' ').Append(options.Validate().Count).Append('\n');

        await using HookEmitter emitter = HookEmitter.Create(options);
        emitter.FillChanged += static (_, change) => GC.KeepAlive(change.RingBytes);
        ToolDone.Emit(emitter, "s", "Bash", true, 12);
        FlushReport report = await emitter.FlushAsync(Patience);
        HookEmitterStats stats = emitter.GetStats();
        LaneStats lane = emitter.GetLaneStats(0);
        output.Append("tuned ").Append(asked > 0).Append(' ').Append(report.Offered).Append(' ').Append(report.Written).Append(' ').Append(report.Pending).Append(' ')
            .Append(report.LastError).Append(report.Elapsed < Patience).Append(' ').Append(stats.CircuitState == CircuitState.Closed).Append(' ').Append(lane.Confirmed)
            .Append(' ').Append(FastEmitTelemetry.Name).Append('\n');
    }

    /// <summary>Nobody listens, nothing is kept: each event is told, with its reason, and a fallback gets what is left.</summary>
    private static async Task LoseAsync(StringBuilder output)
    {
        List<string> left = [];
        HookEmitterOptions options = new() { Url = "http://127.0.0.1:1", ShutdownTimeout = TimeSpan.Zero, MaxEventBytes = 1024 };
        options.Fallback = EventFallback.From((events, cancellation) =>
        {
            foreach (FallbackEvent one in events.Span)
            {
                left.Add($"{Encoding.UTF8.GetString(one.Name.Span)} {one.Reason}");
            }

            return ValueTask.FromResult(events.Length);
        });
        TaskCompletionSource<DropReason> dropped = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource<string> lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
        HookEmitter emitter = HookEmitter.Create(options);
        emitter.Dropped += (_, drop) => dropped.TrySetResult(drop.Reason);
        emitter.EventLost += (_, loss) => lost.TrySetResult($"{loss.Name} {loss.Reason}");
        ToolDone.Emit(emitter, "s", "Bash", true, 12);
        Task<EmitAcknowledgement> asked = emitter.EmitAsync(new ToolDone("s", "Ack", true, 5), TimeSpan.FromMilliseconds(100)).AsTask();
        EmitFailedException refused = await ThrowsAsync<EmitFailedException>(asked);
        ToolDone.Emit(emitter, new string('s', 2000), "Bash", true, 12);
        await emitter.CloseAsync();
        output.Append("lost ").Append(refused.Failure == EmitFailure.TimedOut).Append(' ').Append(await dropped.Task.WaitAsync(Patience) == DropReason.TooLarge).Append(' ')
            .Append(await lost.Task.WaitAsync(Patience)).Append(' ').AppendJoin(',', left).Append('\n');
        using HttpFallback http = EventFallback.Http("http://127.0.0.1:1/events");
    }

    private static async Task DoubleAsync(StringBuilder output)
    {
        RecordingEmitter emitter = new() { TimeProvider = TimeProvider.System, Delay = TimeSpan.Zero, AcknowledgementFailure = EmitFailure.ConnectionLost, FlushError = "away" };
        emitter.None<ToolDone>();
        emitter.EmitJson(ToolDone.Descriptor, "{}"u8);
        ToolDone.Emit(emitter, "s", "Bash", true, 12);
        await ThrowsAsync<EmitFailedException>(emitter.EmitAsync(new ToolDone("s", "Ack", true, 5)).AsTask());
        RecordingAssertException none = await ThrowsAsync<RecordingAssertException>(Task.Run(() => emitter.Count<ToolDone>(7)));
        FlushReport report = await emitter.FlushAsync(Patience);
        output.Append("doubled ").Append(none.Message.Length > 0).Append(' ').Append(emitter.OfType<ToolDone>().Count).Append(' ').Append(report.LastError).Append(' ')
            .Append(emitter.GetStats().Offered).Append('\n');
        emitter.Clear();
    }

    /// <summary>A ring file that is a text.</summary>
    private static void Refuse(StringBuilder output, string folder)
    {
        HookEmitterOptions options = new() { Url = "http://127.0.0.1:1", MaxConnections = 1 };
        options.Ring.File = Path.Combine(folder, "text");
        File.WriteAllText(options.Ring.File + ".0.ring", "no ring");
        try
        {
            HookEmitter.Create(options);
        }
        catch (RingFileException refused) when (refused.Problem is RingFileProblem.Foreign or RingFileProblem.Truncated)
        {
            output.Append("refused a file\n");
        }
    }

    private static async Task<TException> ThrowsAsync<TException>(Task task)
        where TException : Exception
    {
        try
        {
            await task;
        }
        catch (TException expected)
        {
            return expected;
        }

        throw new InvalidOperationException($"no {typeof(TException).Name}");
    }
}

public readonly record struct Celsius(double Degrees);

/// <summary>Writes and reads a temperature as a text with its unit.</summary>
public abstract class CelsiusConverter : IEventConverter<Celsius>, IReceivedConverter<Celsius>
{
    public static void Write(ref EventWriter writer, Celsius value) =>
        writer.WriteString(string.Create(CultureInfo.InvariantCulture, $"{value.Degrees} °C"));

    public static Celsius Read(scoped ref EventReader reader) => reader.String() is { } text && text.EndsWith(" °C", StringComparison.Ordinal)
        ? new Celsius(double.Parse(text[..^3], CultureInfo.InvariantCulture))
        : throw new JsonException("a temperature ends with °C");
}

[HookEvent("marked", Namespace = "/hook", Receive = true)]
public readonly partial record struct Marked(
    [property: Timestamp] DateTimeOffset At,
    [property: MaxLength(4)] string Short,
    [property: Redact(RedactMode.Hash)] string Secret,
    [property: RawJson] string Raw,
    [property: Utf8Text] ReadOnlyMemory<byte> Text,
    Celsius Warm,
    Level Level,
    Note[] Notes);

[Flags]
[JsonConverter(typeof(JsonStringEnumConverter<Level>))]
public enum Level
{
    None = 0,
    High = 1,
    Wide = 2,
}

/// <summary>An event of any type, one closed form of which is emitted here.</summary>
[HookEvent("{T}_changed", Receive = true)]
public readonly partial record struct Changed<T>(T Before, T After);

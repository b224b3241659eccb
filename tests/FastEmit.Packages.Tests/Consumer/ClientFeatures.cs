using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using FastEmit.Collector;
using FastEmit.SocketIO;
using FastEmit.SocketIO.Events;

namespace FastEmit.Consumer;

/// <summary>The Socket.IO client's calls, each once, against a server that answers and sends everything back.</summary>
internal static class ClientFeatures
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static async Task RunAsync(StringBuilder output)
    {
        await using CollectorServer server = await CollectorServer.StartAsync(new CollectorOptions
        {
            Port = 0,
            OnEvent = static (in ReceivedEvent received) => received.Connection!.Emit(Encoding.UTF8.GetString(received.Namespace), "back", received.Data),
        });
        await ListenAsync(output, server.Url);
        await AskAsync(output, server);
        await FailAsync(output);
    }

    private static async Task ListenAsync(StringBuilder output, string url)
    {
        List<string> heard = [];
        await using SocketIOConnection connection = new(url, new SocketIOConnectionOptions { Transports = [SocketIOTransport.WebSocket], PerMessageDeflate = new SocketIODeflateOptions() });
        connection.Opened += (_, _) => Hear("opened");
        TaskCompletionSource closing = new(TaskCreationOptions.RunContinuationsAsynchronously);
        connection.Closed += (_, closed) =>
        {
            Hear($"closed {closed.Reason.ToProtocolName()}");
            closing.TrySetResult();
        };
        connection.ConnectFailed += (_, failed) => Hear(failed.Error.Message);
        connection.HandlerFailed += (_, failed) => Hear(failed.Error.Message);
        connection.ReconnectAttempt += (_, attempt) => Hear($"attempt {attempt.Attempt}");
        connection.Reconnected += (_, attempt) => Hear($"back after {attempt.Attempt}");
        connection.ReconnectFailed += (_, _) => Hear("gave up");
        SocketIOSocket socket = connection.Socket("/hook", new SocketIOSocketOptions
        {
            Auth = SocketIOAuth.From(new Note("let me in"), ConsumerJson.Default.Note),
            OfflinePolicy = OfflinePolicy.DropOldest,
        });
        socket.Connected += (_, _) => Hear("connected");
        socket.Disconnected += (_, closed) => Hear($"disconnected {closed.Reason == DisconnectReason.ClientDisconnect}");
        socket.ConnectError += (_, failed) => Hear(failed.Error.Message);
        SocketIOEventHandler any = (in SocketIOEvent received) => Hear($"any {received.Name} {received.AttachmentCount} {received.WantsAck}");
        socket.OnAny(any);
        socket.OnAnyOutgoing((in SocketIOEvent sent) => Hear($"out {Encoding.UTF8.GetString(sent.Utf8Name)} {Encoding.UTF8.GetString(sent.Arguments)}"));
        socket.On("back", (in SocketIOEvent received) => Hear(
            $"raw {received.Socket.Namespace} {received.Json.Length > 0} {Encoding.UTF8.GetString(received.GetRawArgument(0))} {received.GetArgument(0, ConsumerJson.Default.Note)!.Text is not null}"));
        SocketIOAsyncEventHandler inTime = (in SocketIOEvent received) => ValueTask.CompletedTask;
        SocketIOTaskEventHandler asTask = (in SocketIOEvent received) => Task.CompletedTask;
        socket.On("back", inTime);
        socket.Once("back", asTask);
        socket.On<ToolDone>((in ToolDone done) => Hear($"typed {done.Tool}"));
        socket.Connect();
        Task<Note> first = socket.WaitForAsync("back", ConsumerJson.Default.Note, Patience);
        await socket.EmitAsync("note", new Note("one"), ConsumerJson.Default.Note, EmitOptions.None);
        await first;
        Task<Note> second = socket.WaitForAsync("back", ConsumerJson.Default.Note, Patience);
        await socket.EmitJsonAsync("note", """{"text":"two"}"""u8);
        await second;
        Task typed = socket.WaitForAsync("back", Patience);
        await socket.EmitAsync(new ToolDone("s", "Typed", true, 1));
        await typed;
        output.Append("client ").Append(connection.State == ConnectionState.Open).Append(' ').Append(connection.TransportName).Append(' ').Append(connection.Url == url).Append(' ')
            .Append(connection.Options.Upgrade).Append(' ').Append(socket.IsConnected).Append(' ').Append(socket.IsActive).Append(' ').Append(socket.Id is not null).Append(' ')
            .Append(socket.Recovered).Append(' ').Append(socket.DroppedEvents).Append(' ').Append(socket.Options.Retries).Append(' ').Append(ReferenceEquals(socket.Connection, connection)).Append('\n');
        socket.OffAny(any);
        socket.OffAnyOutgoing();
        socket.Off("back", inTime);
        socket.OffAll();
        await socket.DisconnectAsync();
        await socket.DisposeAsync();
        await connection.CloseAsync();
        await closing.Task.WaitAsync(Patience);
        lock (heard)
        {
            foreach (string line in heard.Order(StringComparer.Ordinal))
            {
                output.Append("heard ").Append(line).Append('\n');
            }
        }

        void Hear(string line)
        {
            lock (heard)
            {
                heard.Add(line);
            }
        }
    }

    /// <summary>Answers in both directions, and what a server sends by itself.</summary>
    private static async Task AskAsync(StringBuilder output, CollectorServer server)
    {
        server.Collector.On("/ask", "ask", static (in ReceivedEvent received) => received.Acknowledge("""{"Text":"answer"}"""u8));
        server.Collector.On("/ask", "bytes", static (in ReceivedEvent received) =>
        {
            received.Acknowledge("\"seen\""u8);
            received.Connection!.Emit("/ask", "file", """{"bytes":{"_placeholder":true,"num":0}}"""u8, new byte[] { 1, 2, 3 });
        });
        await using SocketIOConnection connection = new(server.Url);
        SocketIOSocket socket = connection.Socket("/ask");
        TaskCompletionSource<int> file = new(TaskCreationOptions.RunContinuationsAsynchronously);
        socket.On("file", (in SocketIOEvent received) =>
        {
            SocketIOReply? reply = received.WantsAck ? received.GetReply() : null;
            reply?.Send("done");
            file.TrySetResult(received.GetAttachment(0).Length);
        });
        await socket.ConnectAsync();
        SocketIOAck ack = await socket.EmitWithAckAsync("ask", SocketIOArgument.From(new Note("?"), ConsumerJson.Default.Note));
        Note json = await socket.EmitJsonWithAckAsync("ask", "{}"u8, ConsumerJson.Default.Note, Patience);
        await socket.EmitWithAckAsync("bytes", SocketIOArgument.From(new Attached(new SocketIOBinary(new byte[] { 9 })), ClientJson.Default.Attached));
        output.Append("asked ").Append(ack.GetArgument(0, ConsumerJson.Default.Note)!.Text).Append(' ').Append(Encoding.UTF8.GetString(ack.Json.Span)).Append(' ').Append(ack.AttachmentCount)
            .Append(' ').Append(ack.AttachmentCount == 0 ? 0 : ack.GetAttachment(0).Length).Append(' ').Append(json.Text).Append(' ').Append(await file.Task.WaitAsync(Patience)).Append(' ')
            .Append(socket.PendingAcks).Append('\n');
        Task<ToolDone> received = FirstAsync(socket);
        server.Collector.On("/ask", "go", static (in ReceivedEvent received) =>
            received.Connection!.Emit("/ask", "tool_done", """{"session":"s","tool":"Back","success":true,"duration_ms":1}"""u8));
        await socket.EmitAsync("go");
        output.Append("streamed ").Append((await received).Tool).Append('\n');
    }

    private static async Task<ToolDone> FirstAsync(SocketIOSocket socket)
    {
        await foreach (ToolDone done in socket.ReadAllAsync("tool_done", ClientJson.Default.ToolDone))
        {
            return done;
        }

        throw new InvalidOperationException("the stream ended");
    }

    private static async Task FailAsync(StringBuilder output)
    {
        await using SocketIOConnection connection = new("http://127.0.0.1:1", new SocketIOConnectionOptions { Reconnection = false });
        SocketIOSocket socket = connection.Socket("/", new SocketIOSocketOptions { OfflineBufferBytes = 16, OfflinePolicy = OfflinePolicy.Throw });
        output.Append("failed ").Append(await NameAsync(async () => await socket.EmitAsync("note", new string('x', 100)))).Append(' ')
            .Append(await NameAsync(() => socket.ConnectAsync())).Append('\n');

        static async Task<string> NameAsync(Func<Task> call)
        {
            try
            {
                await call();
                return "nothing";
            }
            catch (SocketIOBufferFullException)
            {
                return "full";
            }
            catch (SocketIOConnectException failed) when (failed.Failure == ConnectFailure.Refused)
            {
                return "refused";
            }
            catch (Exception error) when (error is SocketIORefusedException or SocketIODisconnectedException or SocketIOPacketTooLargeException)
            {
                return error.GetType().Name;
            }
        }
    }
}

internal sealed record Attached([property: JsonConverter(typeof(SocketIOBinaryConverter))] SocketIOBinary Bytes);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Attached))]
[JsonSerializable(typeof(ToolDone))]
internal sealed partial class ClientJson : JsonSerializerContext;

using System.Text;
using FastEmit.Collector;
using FastEmit.Collector.Events;
using FastEmit.Collector.Sqlite;
using FastEmit.Collector.Storage;
using FastEmit.SocketIO;

namespace FastEmit.Consumer;

/// <summary>What the collector has besides receiving: who may come in, faults on purpose, what it stores and how it is asked.</summary>
internal static class CollectorFeatures
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static async Task RunAsync(StringBuilder output, string folder)
    {
        await AuthorizeAsync(output);
        await KeepAsync(output);
        await ReadStoreAsync(output, Path.Combine(folder, "events"));
    }

    private static async Task AuthorizeAsync(StringBuilder output)
    {
        TaskCompletionSource<CollectorConnection> joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
        CollectorFaults faults = new();
        faults.RefusedNamespaces["/closed"] = "by order";
        await using CollectorServer server = await CollectorServer.StartAsync(new CollectorOptions
        {
            Port = 0,
            Transports = CollectorTransports.All,
            Faults = faults,
            Authorize = static (request, cancellation) => ValueTask.FromResult(request.Namespace == "/secret" ? ConnectVerdict.Refused("no") : ConnectVerdict.Granted),
            OnJoined = request => joined.TrySetResult(request.Connection),
        });
        await using SocketIOConnection connection = new(server.Url, new SocketIOConnectionOptions { Reconnection = false });
        await connection.Socket("/open").ConnectAsync();
        CollectorConnection peer = await joined.Task.WaitAsync(Patience);
        output.Append("joined ").Append(peer.Transport).Append(' ').Append(peer.Id.Length > 0).Append(' ').Append(peer.Headers.ContainsKey("Host")).Append(' ')
            .Append(peer.Query.Contains("EIO=4", StringComparison.Ordinal)).Append(' ').Append(peer.RemoteAddress).Append('\n');
        foreach (string refused in (string[])["/secret", "/closed"])
        {
            try
            {
                await connection.Socket(refused).ConnectAsync();
            }
            catch (SocketIORefusedException refusal)
            {
                output.Append("refused ").Append(refusal.Namespace).Append(' ').Append(refusal.Message).Append('\n');
            }
        }

        output.Append("left ").Append(peer.Disconnect("/open")).Append('\n');
        peer.Close();
        await server.StopAsync();
    }

    private static async Task KeepAsync(StringBuilder output)
    {
        await using MemoryEventStore store = new(1 << 20);
        await using CollectorServer server = await CollectorServer.StartAsync(new CollectorOptions { Port = 0, Store = store });
        EventCollector collector = server.Collector;
        TaskCompletionSource<string> seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource<string> typed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        collector.On("/hook", "tool_done", (in ReceivedEvent received) => seen.TrySetResult(Encoding.UTF8.GetString(received.Name)));
        collector.On<ToolDone>((in ToolDone done, in EventContext context) => typed.TrySetResult($"{done.Tool} {context.Connection!.Transport} {context.Received.Attachments}"));
        await using HookEmitter emitter = HookEmitter.Create(server.Url);
        ToolDone.Emit(emitter, "s", "Bash", true, 12);
        await emitter.FlushAsync(Patience);
        EventStoreStats stats = store.GetStats();
        output.Append("kept ").Append(await seen.Task.WaitAsync(Patience)).Append(' ').Append(await typed.Task.WaitAsync(Patience)).Append(' ').Append(stats.Events).Append(' ').Append(ReferenceEquals(collector.Store, store)).Append(' ')
            .Append(collector.GetStats().OpenConnections > 0).Append('\n');
    }

    /// <summary>The file that an earlier part has written: by the store, and by what saves a damaged one.</summary>
    private static async Task ReadStoreAsync(StringBuilder output, string folder)
    {
        EventFilter filter = new(new EventQuery { Limit = 10 });
        await using (EventStore store = SqliteEventStore.Open(new SqliteStoreOptions { Directory = folder }))
        {
            IReadOnlyList<SequenceRange> ranges = store.ReadSequences(10);
            IReadOnlyList<SessionSummary> sessions = store.ReadSessions(10);
            int visited = 0;
            EventDataVisitor visit = data => visited++;
            store.VisitLast(10, visit);
            await foreach (StoredEvent stored in store.QueryAsync(filter.Query))
            {
                output.Append("reads ").Append(stored.Name).Append(' ').Append(filter.Matches(stored)).Append(' ').Append(ranges.Count).Append(' ').Append(sessions.Count).Append(' ').Append(visited).Append('\n');
            }
        }

        StoreSalvage salvage = new();
        output.Append("salvages ").Append(salvage.Read(folder, isAll: true).Count()).Append('\n');
    }
}

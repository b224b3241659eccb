using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using FastEmit.Collector.Http;
using FastEmit.Collector.Observing;
using FastEmit.Collector.Storage;

namespace FastEmit.Collector.Subscribing;

/// <summary>
/// Sends one client the events that it asked for, in order: ten times a second it reads the recent events from memory, beside the connections'
/// work. A client that reads slowly is waited for; of what memory does not hold any more by then it hears the number.
/// </summary>
internal sealed class Subscription(CollectorConnection connection, MemoryEventStore recent, EventQuery query, CollectorOptions options)
{
    /// <summary>Where clients subscribe and get what they asked for.</summary>
    public const string Namespace = "/";

    private const string Event = "fastemit_event";
    private const string Missed = "fastemit_missed";

    /// <summary>Events that are read at once.</summary>
    private const int PageSize = 100;

    private long _cursor = query.AfterId;
    private volatile bool _isStopped;

    private bool IsOver => _isStopped || connection.IsOver;

    /// <summary>Nothing more is sent. Any thread.</summary>
    public void Stop() => _isStopped = true;

    /// <summary>Runs until it is stopped or the connection ends.</summary>
    public async Task RunAsync()
    {
        while (!IsOver)
        {
            if (!await SendPageAsync().ConfigureAwait(false))
            {
                await WaitAsync().ConfigureAwait(false);
            }
        }
    }

    private Task WaitAsync() => Task.Delay(LiveFeed.Beat, options.TimeProvider);

    /// <summary>Sends what has come since the last call. True when there may be more already.</summary>
    private async Task<bool> SendPageAsync()
    {
        long lastId = recent.LastId;
        if (lastId <= _cursor)
        {
            return false;
        }

        long oldest = lastId - recent.GetStats().Events + 1;
        if (_cursor + 1 < oldest)
        {
            await SendAsync(Missed, Encoding.ASCII.GetBytes((oldest - 1 - _cursor).ToString(CultureInfo.InvariantCulture))).ConfigureAwait(false);
            _cursor = oldest - 1;
        }

        List<StoredEvent> page = [];
        await foreach (StoredEvent stored in recent.QueryAsync(query with { AfterId = _cursor, BeforeId = lastId + 1, Limit = PageSize, OldestFirst = true })
            .ConfigureAwait(false))
        {
            page.Add(stored);
        }

        foreach (StoredEvent stored in page)
        {
            await SendAsync(Event, JsonOf(stored)).ConfigureAwait(false);
        }

        bool isFull = page.Count == PageSize;
        _cursor = isFull ? page[^1].Id : lastId;
        return isFull;
    }

    /// <summary>Waits until the client has read so much that there is room. What could never have room is counted as missed.</summary>
    private async Task SendAsync(string name, ReadOnlyMemory<byte> arguments)
    {
        if (arguments.Length > options.MaxOutgoingBytes / 2)
        {
            (name, arguments) = (Missed, "1"u8.ToArray());
        }

        while (!IsOver && !connection.Emit(Namespace, name, arguments.Span))
        {
            await WaitAsync().ConfigureAwait(false);
        }
    }

    private static ReadOnlyMemory<byte> JsonOf(StoredEvent stored)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            EventJson.Write(json, stored);
        }

        return buffer.WrittenMemory;
    }
}

using System.Text;
using FastEmit.Collector.Storage;
using FastEmit.SocketIO.Receiving;

namespace FastEmit.Tests.Shared;

/// <summary>Appends events to stores as a collector does.</summary>
internal static class StoreRecords
{
    /// <summary>2026-01-01, in microseconds since 1970.</summary>
    public const long Start = 1_767_225_600_000_000;

    /// <summary>Appends one event.</summary>
    public static void Append(this EventStore store, string name, string data, long time = Start, string @namespace = "/", params byte[][] attachments) =>
        store.Append(new EventRecords(RecordOf(name, data, time, @namespace, attachments), 1));

    /// <summary>The record of one event.</summary>
    public static byte[] RecordOf(string name, string data, long time = Start, string @namespace = "/", params byte[][] attachments)
    {
        byte[] bytes = [.. attachments.SelectMany(static attachment => attachment)];
        AttachmentList list = new(bytes, attachments.Select(static attachment => attachment.Length).ToArray());
        byte[] record = new byte[RecordFormat.LengthOf(Utf8(@namespace), Utf8($"\"{name}\""), Utf8(data), list)];
        RecordFormat.Write(record, time, Utf8(@namespace), Utf8($"\"{name}\""), Utf8(data), list);
        return record;
    }

    /// <summary>Appends numbered events of as many sessions, in one batch; event n is received n seconds after the start.</summary>
    public static void AppendNumbered(this EventStore store, int first, int count, int sessions = 3)
    {
        List<byte> records = [];
        for (int n = first; n < first + count; n++)
        {
            byte[] data = Utf8($"{{\"n\":{n},\"session_id\":\"session {n % sessions}\"}}");
            byte[] name = Utf8($"\"kind{n % 2}\"");
            byte[] record = new byte[RecordFormat.LengthOf("/hook"u8, name, data, default)];
            RecordFormat.Write(record, Start + (n * 1_000_000L), "/hook"u8, name, data, default);
            records.AddRange(record);
        }

        store.Append(new EventRecords(records.ToArray(), count));
    }

    /// <summary>Waits until everything is stored.</summary>
    public static async Task SettleAsync(this EventStore store) => await store.WhenStoredAsync(TestContext.Current.CancellationToken);

    /// <summary>The answer to a query.</summary>
    public static async Task<List<StoredEvent>> ReadAsync(this EventStore store, EventQuery query)
    {
        await store.SettleAsync();
        List<StoredEvent> events = [];
        await foreach (StoredEvent stored in store.QueryAsync(query, TestContext.Current.CancellationToken))
        {
            events.Add(stored);
        }

        return events;
    }

    /// <summary>The ids of the answer.</summary>
    public static async Task<long[]> ReadIdsAsync(this EventStore store, EventQuery query) => [.. (await store.ReadAsync(query)).Select(static stored => stored.Id)];

    /// <summary>Asserts the ids of the answer, in their order.</summary>
    public static async Task AssertIdsAsync(this EventStore store, EventQuery query, params long[] ids) => Assert.Equal(ids, await store.ReadIdsAsync(query));

    /// <summary>A point in time so many seconds after the start.</summary>
    public static DateTimeOffset At(double seconds) => EventTime.FromMicroseconds(Start).AddSeconds(seconds);

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}

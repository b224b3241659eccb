using System.Text;
using FastEmit.Collector.Storage;

namespace FastEmit.Tests.Shared;

/// <summary>What every store promises.</summary>
public abstract class EventStoreContract : IAsyncLifetime
{
    private EventStore _store = null!; // Stays so when the test is skipped.

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>An empty store.</summary>
    protected abstract ValueTask<EventStore> CreateAsync();

    /// <inheritdoc/>
    public virtual async ValueTask InitializeAsync() => _store = await CreateAsync();

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _store?.DisposeAsync() ?? default;
    }

    [Fact]
    public async Task QueryAsync_Everything_GivesEventsBackAsTheyCame()
    {
        _store.Append("pre_tool", """{"subtype":"sub\u00e9","session_id":"s\"1","n":[1,{}]}""", StoreRecords.Start, "/hook");
        _store.Append("caf\\u00e9", "1, \"two\"", StoreRecords.Start + 1);
        _store.Append("é", "", StoreRecords.Start + 2);
        _store.Append("nested", """{"data":{"session_id":"inner","subtype":"x"},"session_id":7}""", StoreRecords.Start + 3);
        _store.Append("text", "no JSON [", StoreRecords.Start + 4);

        List<StoredEvent> events = await _store.ReadAsync(new EventQuery { OldestFirst = true });

        Assert.Equal(
            [
                """1 /hook pre_tool subé s"1 {"subtype":"sub\u00e9","session_id":"s\"1","n":[1,{}]}""",
                """2 / café café  [1, "two"]""",
                """3 / é é  []""",
                """4 / nested x inner {"data":{"session_id":"inner","subtype":"x"},"session_id":7}""",
                """5 / text text  no JSON [""",
            ],
            events.Select(stored => $"{stored.Id} {stored.Namespace} {stored.Name} {stored.Type} {stored.Session} {Encoding.UTF8.GetString(stored.Data.Span)}"));
        Assert.Equal(Enumerable.Range(0, 5).Select(i => EventTime.FromMicroseconds(StoreRecords.Start + i)), events.Select(stored => stored.Time));
    }

    [Fact]
    public async Task QueryAsync_Limit_GivesTheNewestFirstOrTheOldest()
    {
        _store.AppendNumbered(1, 10);

        await _store.AssertIdsAsync(new EventQuery { Limit = 3 }, 10, 9, 8);
        await _store.AssertIdsAsync(new EventQuery { Limit = 3, OldestFirst = true }, 1, 2, 3);
        await _store.AssertIdsAsync(new EventQuery { BeforeId = 7, Limit = 2 }, 6, 5);
        await _store.AssertIdsAsync(new EventQuery { AfterId = 7, OldestFirst = true }, 8, 9, 10);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _store.ReadAsync(new EventQuery { Limit = 0 }));
    }

    [Fact]
    public async Task QueryAsync_ByTime_FromIsIncludedAndToIsNot()
    {
        _store.AppendNumbered(1, 20);

        await _store.AssertIdsAsync(new EventQuery { From = StoreRecords.At(5), To = StoreRecords.At(9) }, 8, 7, 6, 5);
        await _store.AssertIdsAsync(new EventQuery { To = StoreRecords.At(2.5), OldestFirst = true }, 1, 2);
        await _store.AssertIdsAsync(new EventQuery { From = StoreRecords.At(19.5) }, 20);
        Assert.Empty(await _store.ReadIdsAsync(new EventQuery { From = StoreRecords.At(21) }));
        Assert.Empty(await _store.ReadIdsAsync(new EventQuery { To = StoreRecords.At(1) }));
    }

    [Fact]
    public async Task QueryAsync_BySessionTypeAndNamespace_GivesThoseAlone()
    {
        _store.AppendNumbered(1, 3000); // several blocks, segments and pages
        _store.Append("other", """{"subtype":"kind1","session_id":"rare"}""", StoreRecords.Start + 4_000_000_000);
        _store.AppendNumbered(3002, 3000);

        Assert.Equal(Numbers(6001, n => n % 3 == 2 && n != 3001), await _store.ReadIdsAsync(new EventQuery { Session = "session 2", Limit = 10_000 }));
        await _store.AssertIdsAsync(new EventQuery { Session = "rare" }, 3001);
        Assert.Equal(Numbers(6001, n => n % 2 == 1 || n == 3001), await _store.ReadIdsAsync(new EventQuery { Type = "kind1", Limit = 10_000 }));
        Assert.Equal(Numbers(6001, n => n % 2 == 1 && n != 3001), await _store.ReadIdsAsync(new EventQuery { Type = "kind1", Namespace = "/hook", Limit = 10_000 }));
        await _store.AssertIdsAsync(new EventQuery { Type = "other" }, 3001);
        await _store.AssertIdsAsync(new EventQuery { Namespace = "/" }, 3001);
        await _store.AssertIdsAsync(new EventQuery { Session = "session 2", Type = "kind1", Limit = 3, OldestFirst = true }, 5, 11, 17);
        await _store.AssertIdsAsync(new EventQuery { Session = "session 2", AfterId = 1016, BeforeId = 1025, OldestFirst = true }, 1019, 1022);
        Assert.Empty(await _store.ReadIdsAsync(new EventQuery { Session = "nobody" }));
        Assert.Empty(await _store.ReadIdsAsync(new EventQuery { Type = "nothing" }));
    }

    [Fact]
    public async Task QueryAsync_ByText_LooksIntoNamesAndData()
    {
        _store.Append("pre_tool", """{"command":"dotnet BUILD"}""");
        _store.Append("Build", "{}");
        _store.Append("post_tool", """{"x":"Äpfel"}""");

        await _store.AssertIdsAsync(new EventQuery { Text = "bUiLd" }, 2, 1);
        await _store.AssertIdsAsync(new EventQuery { Text = "Äpfel" }, 3);
        await _store.AssertIdsAsync(new EventQuery { Text = "_tool" }, 3, 1);
        Assert.Empty(await _store.ReadIdsAsync(new EventQuery { Text = "%" }));
    }

    [Theory]
    [InlineData("zoË", 1)]
    [InlineData("東京", 2)]
    [InlineData("пРИВЕТ", 3)]
    [InlineData("said \"hi\"", 4)]
    [InlineData("c:\\Temp", 5)]
    [InlineData("a/b", 6)]
    [InlineData("one\ntwo", 7)]
    [InlineData("😀", 8)]
    [InlineData("CAFÉ", 9)]
    [InlineData("d:\\temp [", 10)]
    public async Task QueryAsync_ByText_FindsWhatIsMeantHoweverItIsEscaped(string text, long id)
    {
        _store.Append("a", """{"name":"Zo\u00EB"}""");
        _store.Append("a", """{"city":"\u6771\u4eac"}""");
        _store.Append("a", """{"greeting":"\u041f\u0440\u0438\u0432\u0435\u0442"}""");
        _store.Append("a", """{"text":"said \"hi\" to"}""");
        _store.Append("a", """{"path":"C:\\temp\\x"}""");
        _store.Append("a", """{"path":"a\/b"}""");
        _store.Append("a", """{"text":"one\ntwo"}""");
        _store.Append("a", """{"text":"\ud83d\ude00"}""");
        _store.Append("caf\\u00e9", "{}");
        _store.Append("a", "no JSON: D:\\temp [");

        await _store.AssertIdsAsync(new EventQuery { Text = text }, id);
        Assert.Empty(await _store.ReadIdsAsync(new EventQuery { Text = "u00EB" }));
        Assert.Empty(await _store.ReadIdsAsync(new EventQuery { Text = "\\n" }));
    }

    [Fact]
    public async Task GetAttachmentsAsync_WithAndWithout_GivesThemBackInOrder()
    {
        _store.Append("none", "{}");
        _store.Append("two", "{}", StoreRecords.Start, "/", [1, 2, 3], []);
        _store.Append("one", "{}", StoreRecords.Start, "/", [9]);

        List<StoredEvent> events = await _store.ReadAsync(new EventQuery { OldestFirst = true });

        Assert.Equal([[], [3, 0], [1]], events.Select(stored => stored.AttachmentLengths.ToArray()));
        Assert.Equal([[1, 2, 3], []], (await AttachmentsAsync(2)).Select(attachment => attachment.ToArray()));
        Assert.Equal([[9]], (await AttachmentsAsync(3)).Select(attachment => attachment.ToArray()));
        Assert.Empty(await AttachmentsAsync(1));
        Assert.Empty(await AttachmentsAsync(4));
    }

    [Fact]
    public async Task QueryAsync_WhileEventsCome_SeesEachOnceAndInOrder()
    {
        using CancellationTokenSource stop = new();
        Task appending = Task.Run(() =>
        {
            for (int n = 1; !stop.IsCancellationRequested; n += 100)
            {
                _store.AppendNumbered(n, 100);
                if (n % 2000 == 1)
                {
                    _store.WhenStoredAsync(Cancellation).AsTask().Wait(Cancellation); // Each round waits for all that was appended before it.
                }
            }
        }, Cancellation);

        for (int round = 0; round < 20; round++)
        {
            long[] ids = await _store.ReadIdsAsync(new EventQuery { Session = "session 1", Limit = 500 });
            Assert.All(ids, id => Assert.Equal(1, id % 3));
            Assert.Equal(ids.OrderDescending(), ids);
        }

        await stop.CancelAsync();
        await appending;
    }

    [Fact]
    public async Task Append_NamesAndDataOfAnyKind_HoldNothingUp()
    {
        string large = new('s', 100_000);
        _store.Append("zero\\u0000half\\ud800", """{"session_id":"\u0000\udfff","x":"\u0000"}""", StoreRecords.Start, "/\0");
        _store.Append("large", $$"""{"session_id":"{{large}}","subtype":"{{large}}"}""");
        _store.Append("bytes", "\0 no JSON \u0001");
        _store.Append("last", "{}");

        List<StoredEvent> events = await _store.ReadAsync(new EventQuery { OldestFirst = true });

        Assert.Equal([1, 2, 3, 4], events.Select(static stored => stored.Id));
        Assert.Equal((large, large), (events[1].Session, events[1].Type));
        Assert.Equal("\0 no JSON \u0001"u8.ToArray(), events[2].Data.ToArray());
        await _store.AssertIdsAsync(new EventQuery { Session = large }, 2);
    }

    [Fact]
    public async Task GetStats_SomeEvents_CountsThem()
    {
        _store.AppendNumbered(1, 100);
        await _store.SettleAsync();

        EventStoreStats stats = _store.GetStats();

        Assert.Equal((100, 100, 0, 0), (stats.Events, stats.Stored, stats.Waiting, stats.Errors));
        Assert.True(stats.Bytes > 0);
    }

    private async Task<IReadOnlyList<ReadOnlyMemory<byte>>> AttachmentsAsync(long id) =>
        await _store.GetAttachmentsAsync(id, TestContext.Current.CancellationToken);

    private static IEnumerable<long> Numbers(int last, Func<int, bool> wanted) => Enumerable.Range(1, last).Where(wanted).Select(static n => (long)n).Reverse();
}

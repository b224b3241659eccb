using System.Text;
using System.Text.Json;
using FastEmit.Collector.Events;
using FastEmit.Collector.Storage;
using Microsoft.Data.Sqlite;

namespace FastEmit.Collector.Sqlite.Tests;

/// <summary>The terms of blocks leave out no event that a search is for, and nearly every block without one.</summary>
public sealed class BlockFilterTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    /// <summary>Letters of several scripts and cases, escapes and controls: whatever the search finds in a text has its terms.</summary>
    [Fact]
    public void Terms_OfAnyPieceInEitherCase_AreThoseOfTheText()
    {
        const string letters = "aAkKsSiI\u017F\u212A\u0130\u0131\u00E9\u00C9\u00DF\u1E9E\u6F22\u5B57\U00010428\U00010400\U0001F680\"\\\n\u0007 /:,{}0\uD800";
        Random random = new(20_261);
        int found = 0;
        for (int i = 0; i < 20_000; i++)
        {
            string text = Random(random, 12);
            string sought = random.Next(2) == 0 ? Random(random, 3) : Swapped(text[random.Next(5)..], random);
            foreach (byte[] json in (byte[][])[JsonSerializer.SerializeToUtf8Bytes(text), Encoding.UTF8.GetBytes($"{{\"a\":\"{text}\"}}")])
            {
                if (!new TextSearch(sought).IsInJson(json))
                {
                    continue;
                }

                ulong[] terms = new ulong[(TextTerms.Count + 63) / 64];
                TextTerms.AddJson(terms, json, EventFacts.Read(json).IsJson);
                Assert.All(TextTerms.Of(sought), term => Assert.True((terms[term >> 6] & (1UL << term)) != 0, $"'{sought}' is in {Encoding.UTF8.GetString(json)}"));
                found += TextTerms.Of(sought).Count > 0 ? 1 : 0;
            }
        }

        Assert.True(found > 1000, $"Only {found} texts were found.");

        static string Random(Random random, int length) => string.Concat(Enumerable.Range(0, length).Select(_ => letters[random.Next(letters.Length)]));
    }

    [Theory]
    [InlineData("needle", 1)]
    [InlineData("NEEDLE", 1)]
    [InlineData("ndl", 1)]
    [InlineData("naïve café", 1)]
    [InlineData("漢字", 1)]
    [InlineData("line\nbreak", 1)]
    [InlineData("named", 1)]
    [InlineData("xq", 1)]
    [InlineData("nowhere", 0)]
    [InlineData("qzw", 0)]
    public async Task Query_TextInOneOfManyBlocks_IsFoundThere(string text, int count)
    {
        await using SqliteEventStore store = Open();
        for (int i = 1; i <= 9000; i++)
        {
            store.Append("a", i == 5000 ? """{"text":"a Needle, ndl, na\u00efve caf\u00e9, 漢字, line\nbreak, xq"}""" : $$"""{"number":{{i}}}""");
            if (i == 3000)
            {
                store.Append("is.named", "{}");
            }
        }

        await store.SettleAsync();

        foreach (bool isOldestFirst in (bool[])[true, false])
        {
            List<StoredEvent> found = [];
            await foreach (StoredEvent stored in store.QueryAsync(new EventQuery { Text = text, OldestFirst = isOldestFirst }, Cancellation))
            {
                found.Add(stored);
            }

            Assert.Equal(count, found.Count);
        }
    }

    /// <summary>Whatever the page filters by, the first answer reaches back to the first event.</summary>
    [Fact]
    public async Task Filters_OfTheDashboard_FindTheOldestEventAtOnce()
    {
        await using SqliteEventStore store = Open();
        store.Append(
            "claude_event",
            """{"subtype":"post_tool","data":{"tool_name":"Zeppelin","tool_input":{"pattern":"sum"},"success":false,"agent_type":"explorer"},"cwd":"/home/ada/light house 漢","agent":"claude"}""");
        store.AppendNumbered(2, 101_000);
        await store.SettleAsync();
        await using CollectorServer server = await CollectorServer.StartAsync(new CollectorOptions { Port = 0, Store = store, DuplicateWindow = 0 }, Cancellation);
        using HttpClient http = new();
        (string Filter, int Count)[] filters =
        [
            ("tool=Zeppelin", 1), ("project=light+house+%E6%BC%A2", 1), ("agent=explorer", 1), ("agent=claude", 1), ("failed=1", 1),
            ("failed=1&tool=Zeppelin&project=/home/ada/light+house+%E6%BC%A2&text=SUM", 1), ("tool=zeppelin", 0), ("tool=Zeppelin&not=sum", 0),
        ];

        foreach ((string filter, int count) in filters)
        {
            JsonElement page = JsonSerializer.Deserialize<JsonElement>(await http.GetStringAsync(new Uri($"{server.Url}/api/events?limit=10&{filter}"), Cancellation));
            Assert.Equal(Enumerable.Repeat(1, count), page.GetProperty("events").EnumerateArray().Select(static found => found.GetProperty("id").GetInt32()));
            Assert.False(page.TryGetProperty("next", out _), filter);
        }
    }

    /// <summary>The block in which a store was closed goes on in the next process; so does the search.</summary>
    [Fact]
    public async Task Query_StoreReopenedWithinABlock_FindsWhatCameBeforeAndAfter()
    {
        for (int run = 0; run < 3; run++)
        {
            await using SqliteEventStore store = Open();
            store.Append("a", $$"""{"text":"needle {{run}}","success":false}""");
            for (int i = 0; i < 700; i++)
            {
                store.Append("a", """{"text":"hay","success":true}""");
            }

            await store.SettleAsync();
        }

        await using SqliteEventStore again = Open();
        Assert.Equal(3, (await again.ReadAsync(new EventQuery { Text = "needle" })).Count);
        Assert.Equal(3, (await again.ReadAsync(new EventQuery { IsFailedHint = true, Text = "false" })).Count);
    }

    /// <summary>A damaged filter hides nothing: this one says that its block has none of the terms.</summary>
    [Fact]
    public async Task Query_AFilterLacksTheTerm_PassesTheBlockOver()
    {
        await using (SqliteEventStore store = Open())
        {
            for (int i = 0; i < 3000; i++)
            {
                store.Append("a", """{"text":"needle"}""");
            }

            await store.SettleAsync();
        }

        SqliteConnection.ClearAllPools();
        await using (SqliteConnection file = new($"Data Source={_folder.Files[0]}"))
        {
            await file.OpenAsync(Cancellation);
            using SqliteCommand command = file.CreateCommand();
            command.CommandText = "UPDATE filters SET terms = zeroblob(1024) WHERE id >> 6 = 0";
            Assert.NotEqual(0, await command.ExecuteNonQueryAsync(Cancellation));
            command.CommandText = "DELETE FROM filters WHERE id >> 6 = 1";
            Assert.NotEqual(0, await command.ExecuteNonQueryAsync(Cancellation));
        }

        await using SqliteEventStore again = Open();

        // Of the first block the filter is believed, the second has none, and the third has not been complete.
        Assert.Equal(3000 - 1023, (await again.ReadAsync(new EventQuery { Text = "needle", Limit = 10_000 })).Count);
    }

    private static string Swapped(string text, Random random) =>
        string.Concat(text.Select(letter => random.Next(2) == 0 ? letter : char.IsUpper(letter) ? char.ToLowerInvariant(letter) : char.ToUpperInvariant(letter)));

    private SqliteEventStore Open() => SqliteEventStore.Open(new SqliteStoreOptions { Directory = _folder.Path });
}

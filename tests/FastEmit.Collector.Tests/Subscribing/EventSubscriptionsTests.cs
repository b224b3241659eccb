using System.Text.Json;
using FastEmit.Collector.Tests.Clients;

namespace FastEmit.Collector.Tests.Subscribing;

public sealed class EventSubscriptionsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Subscribe_ByNamespaceAndType_GetsTheseEventsOnceAndInOrder()
    {
        await using CollectorServer server = await StartAsync();
        await using RawClient watcher = await RawClient.JoinAsync(server.Url, "/");
        await using RawClient emitter = await RawClient.JoinAsync(server.Url, "/", "/hook");
        await emitter.SendTextAsync("42/hook,[\"tool\",{\"n\":-1}]");
        await emitter.SyncAsync();

        await watcher.SendTextAsync("""421["fastemit_subscribe",{"namespace":"/hook","type":"tool"}]""");
        Assert.Equal("""431[{"after":1}]""", (await watcher.ReceiveAsync()).Text);
        for (int n = 0; n < 250; n++)
        {
            await emitter.SendTextAsync($"42/hook,[\"tool\",{{\"n\":{n}}}]");
            await emitter.SendTextAsync("42/hook,[\"other\",{}]");
            await emitter.SendTextAsync("42[\"tool\",{}]");
        }

        for (int n = 0; n < 250; n++)
        {
            JsonElement stored = await ReceiveAsync(watcher, "fastemit_event");
            Assert.Equal(("/hook", "tool", n), (stored.GetProperty("namespace").GetString(), stored.GetProperty("name").GetString(), stored.GetProperty("data").GetProperty("n").GetInt32()));
        }
    }

    [Fact]
    public async Task Subscribe_Again_TakesThePlaceOfTheFirst()
    {
        await using CollectorServer server = await StartAsync();
        await using RawClient client = await RawClient.JoinAsync(server.Url, "/");
        await client.SendTextAsync("""421["fastemit_subscribe",{"type":"first"}]""");
        await client.ReceiveAsync();
        await client.SendTextAsync("""422["fastemit_subscribe",{"type":"second"}]""");
        await client.ReceiveAsync();

        await client.SendTextAsync("42[\"first\"]");
        await client.SendTextAsync("42[\"second\"]");

        Assert.Equal("second", (await ReceiveAsync(client, "fastemit_event")).GetProperty("name").GetString());
        await client.SendTextAsync("423[\"fastemit_unsubscribe\"]");
        Assert.Equal("433[]", (await client.ReceiveAsync()).Text);
        await client.SendTextAsync("424[\"second\"]");
        Assert.Equal("434[]", (await client.ReceiveAsync()).Text);
    }

    [Fact]
    public async Task Subscribe_AfterAnIdThatMemoryHasLost_SaysHowManyAreMissing()
    {
        await using CollectorServer server = await StartAsync(static options => options.RecentBytes = 64 << 10);
        await using RawClient client = await RawClient.JoinAsync(server.Url, "/");
        string padding = new('x', 1000);
        for (int n = 0; n < 1000; n++)
        {
            await client.SendTextAsync($"42[\"a\",\"{padding}\"]");
        }

        await client.SyncAsync();
        await client.SendTextAsync("""421["fastemit_subscribe",{"after":10}]""");
        Assert.Equal("""431[{"after":10}]""", (await client.ReceiveAsync()).Text);

        int missed = (await ReceiveAsync(client, "fastemit_missed")).GetInt32();
        Assert.InRange(missed, 900, 980);
        for (int id = 10 + missed + 1; id <= 1000; id++)
        {
            Assert.Equal(id, (await ReceiveAsync(client, "fastemit_event")).GetProperty("id").GetInt32());
        }
    }

    [Theory]
    [InlineData("""{"kind":"a"}""", "'kind' is not accepted")]
    [InlineData("""{"type":7}""", "'type' is not accepted")]
    [InlineData("""{"after":-1}""", "'after' is not accepted")]
    [InlineData("[]", "takes one object")]
    [InlineData("{},{}", "takes one object")]
    [InlineData("""{"text":"\ud800"}""", "takes one object")]
    public async Task Subscribe_WithWhatItDoesNotTake_AnswersWithAnError(string arguments, string error)
    {
        await using CollectorServer server = await StartAsync();
        await using RawClient client = await RawClient.JoinAsync(server.Url, "/");

        await client.SendTextAsync($"421[\"fastemit_subscribe\",{arguments}]");

        Assert.Contains(error, JsonElement.Parse((await client.ReceiveAsync()).Text[3..])[0].GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Subscribe_NothingIsKeptInMemory_AnswersWithAnError()
    {
        await using CollectorServer server = await StartAsync(static options => options.RecentBytes = 0);
        await using RawClient client = await RawClient.JoinAsync(server.Url, "/");

        await client.SendTextAsync("421[\"fastemit_subscribe\"]");

        Assert.Contains("RecentBytes", (await client.ReceiveAsync()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Subscribe_ApplicationDecidesWhoMayJoin_IsAnEventLikeAnyOther()
    {
        await using CollectorServer server = await StartAsync(static options => options.Authorize = static (_, _) => ValueTask.FromResult(ConnectVerdict.Granted));
        await using RawClient client = await RawClient.JoinAsync(server.Url, "/");

        await client.SendTextAsync("421[\"fastemit_subscribe\",{}]");

        Assert.Equal("431[]", (await client.ReceiveAsync()).Text);
        await client.SendTextAsync("422[\"a\"]");
        Assert.Equal("432[]", (await client.ReceiveAsync()).Text);
    }

    private static Task<CollectorServer> StartAsync(Action<CollectorOptions>? configure = null)
    {
        CollectorOptions options = new() { Port = 0 };
        configure?.Invoke(options);
        return CollectorServer.StartAsync(options, Cancellation);
    }

    /// <summary>The argument of the next event, which has this name; heartbeats are passed over.</summary>
    private static async Task<JsonElement> ReceiveAsync(RawClient client, string name)
    {
        string text;
        do
        {
            text = (await client.ReceiveAsync()).Text;
        }
        while (text == "2");

        JsonElement packet = JsonElement.Parse(text[2..]);
        Assert.Equal(name, packet[0].GetString());
        return packet[1];
    }
}

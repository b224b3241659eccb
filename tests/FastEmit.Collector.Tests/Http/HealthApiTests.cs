using System.Net;
using FastEmit.Collector.Tests.Clients;

namespace FastEmit.Collector.Tests.Http;

public sealed class HealthApiTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Health_StoreTakesEverything_IsOkWithoutAToken()
    {
        await using CollectorServer server = await EventsApiTests.StartAsync(static options => options.Token = "0123456789abcdef");
        using ApiClient api = new(server.Url);

        Assert.Equal("ok", (await api.GetAsync("health")).GetProperty("status").GetString());
        using HttpResponseMessage head = await api.SendAsync(HttpMethod.Head, "health");
        using HttpResponseMessage metrics = await api.SendAsync(HttpMethod.Get, "metrics");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (head.StatusCode, metrics.StatusCode));
    }

    [Fact]
    public async Task Metrics_SomeEvents_AreThereInPrometheusForm()
    {
        await using CollectorServer server = await EventsApiTests.StartAsync();
        using ApiClient api = new(server.Url);
        await api.PostAsync("""{"namespace":"/hook","event":"a\"b\\\n"}""");

        using HttpResponseMessage response = await api.SendAsync(HttpMethod.Get, "metrics");
        string[] lines = (await response.Content.ReadAsStringAsync(Cancellation)).Split('\n');

        Assert.Equal("text/plain", response.Content.Headers.ContentType!.MediaType);
        Assert.Contains("""fastemit_collector_events_total{namespace="/hook",name="a\"b\\\n"} 1""", lines);
        Assert.Contains("# TYPE fastemit_collector_open_connections gauge", lines);
        Assert.Contains("fastemit_collector_store_failing 0", lines);
    }

    [Theory]
    [InlineData("api/events")]
    [InlineData("api/stats")]
    [InlineData("api/export")]
    [InlineData("metrics")]
    public async Task Head_WhatGetReads_IsAnsweredWithoutABody(string path)
    {
        await using CollectorServer server = await EventsApiTests.StartAsync();
        using ApiClient api = new(server.Url);

        using HttpResponseMessage response = await api.SendAsync(HttpMethod.Head, path);

        Assert.Equal((HttpStatusCode.OK, ""), (response.StatusCode, await response.Content.ReadAsStringAsync(Cancellation)));
    }
}

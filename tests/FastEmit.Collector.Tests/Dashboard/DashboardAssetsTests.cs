using System.Net;
using System.Text.RegularExpressions;
using FastEmit.Collector.Tests.Clients;
using FastEmit.Collector.Tests.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace FastEmit.Collector.Tests.Dashboard;

public sealed partial class DashboardAssetsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", "text/html")]
    [InlineData("app.js", "text/javascript")]
    [InlineData("dashboard.css", "text/css")]
    [InlineData("icon.svg", "image/svg+xml")]
    public async Task Asset_WithoutToken_IsServedUnderTheStrictPolicy(string path, string contentType)
    {
        await using CollectorServer server = await EventsApiTests.StartAsync(static options => options.Token = "0123456789abcdef");
        using ApiClient api = new(server.Url);

        using HttpResponseMessage response = await api.SendAsync(HttpMethod.Get, path);

        Assert.Equal((HttpStatusCode.OK, contentType), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
        string policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Fact]
    public async Task Asset_ThatTheBrowserHas_IsNotSentAgain()
    {
        await using CollectorServer server = await EventsApiTests.StartAsync();
        using ApiClient api = new(server.Url);
        using HttpResponseMessage first = await api.SendAsync(HttpMethod.Get, "app.js");

        using HttpResponseMessage second = await api.SendAsync(HttpMethod.Get, "app.js", ("If-None-Match", first.Headers.ETag!.Tag));

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Empty(await second.Content.ReadAsByteArrayAsync(Cancellation));
    }

    [Fact]
    public async Task Page_AllFiles_NameNothingForeignAndMakeNoMarkup()
    {
        await using CollectorServer server = await EventsApiTests.StartAsync();
        using ApiClient api = new(server.Url);
        Queue<string> files = new([""]);
        HashSet<string> seen = [""];
        while (files.TryDequeue(out string? file))
        {
            using HttpResponseMessage response = await api.SendAsync(HttpMethod.Get, file);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            string text = await response.Content.ReadAsStringAsync(Cancellation);
            Assert.DoesNotMatch(Foreign(), text.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal));
            foreach (Match reference in Reference().Matches(text))
            {
                if (seen.Add(reference.Groups[1].Value))
                {
                    files.Enqueue(reference.Groups[1].Value);
                }
            }
        }

        Assert.Superset(new HashSet<string> { "app.js", "api.js", "chart.js", "dashboard.css", "dom.js", "events.js", "icon.svg", "sessions.js" }, seen);
    }

    [Theory]
    [InlineData("<script src=\"https://cdn.example/x.js\"></script>")]
    [InlineData("element.innerHTML = text")]
    [InlineData("<p onclick=\"x()\">")]
    public void Foreign_Specimen_IsCaught(string specimen) => Assert.Matches(Foreign(), specimen);

    [Fact]
    public async Task MapFastEmitDashboard_OwnApplicationAndPath_ServesPageAndApiThere()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using WebApplication application = builder.Build();
        EventCollector collector = new(new CollectorOptions());
        application.MapFastEmitCollector("/socket.io/", collector);
        application.MapFastEmitDashboard("/events", collector);
        await application.StartAsync(Cancellation);
        await EventsApiTests.FillAsync(application.Urls.Single(), "42[\"a\"]");
        using ApiClient api = new(application.Urls.Single());

        using HttpResponseMessage page = await api.SendAsync(HttpMethod.Get, "events");

        Assert.Equal("/events/", page.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.Equal("text/html", page.Content.Headers.ContentType!.MediaType);
        Assert.Equal(1, (await api.GetAsync("events/api/stats")).GetProperty("events").GetInt64());
        using HttpResponseMessage script = await api.SendAsync(HttpMethod.Get, "events/app.js");
        Assert.Equal(HttpStatusCode.OK, script.StatusCode);
    }

    [GeneratedRegex("""(?:src|href|from)(?:=|\s)"(?:\./)?([a-z-]+\.(?:js|css|svg))""")]
    private static partial Regex Reference();

    [GeneratedRegex("""https?:|//cdn|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|\son[a-z]+="|<style|\sstyle=""")]
    private static partial Regex Foreign();
}

using System.Collections.Concurrent;
using System.IO.Compression;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OpenTelemetry.Proto.Trace.V1;

namespace FastEmit.Collector.Tests.Tracing;

/// <summary>An OTLP receiver that reads requests by OTLP's own definitions. The first requests are answered as the test wants, the others taken.</summary>
internal sealed class TraceReceiver : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ConcurrentQueue<int> _first;
    private int _requests;

    private TraceReceiver(WebApplication application, int[] first)
    {
        _application = application;
        _first = new ConcurrentQueue<int>(first);
    }

    public string Url => _application.Urls.First();

    /// <summary>Requests, also those that were not taken.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>The spans of the requests that were taken, with the service whose they are.</summary>
    public ConcurrentQueue<(string Service, Span Span)> Spans { get; } = [];

    /// <summary>What is answered to a request that is taken.</summary>
    public ExportTraceServiceResponse Answer { get; set; } = new();

    public static async Task<TraceReceiver> StartAsync(params int[] first)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        TraceReceiver receiver = new(builder.Build(), first);
        receiver._application.Run(receiver.ReceiveAsync);
        await receiver._application.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        Interlocked.Increment(ref _requests);
        if (_first.TryDequeue(out int status))
        {
            context.Response.StatusCode = status;
            return;
        }

        Assert.Equal(("/v1/traces", "application/x-protobuf", "gzip", "a key"), (context.Request.Path.Value, context.Request.ContentType, context.Request.Headers.ContentEncoding.ToString(), context.Request.Headers["X-Key"].ToString()));
        using MemoryStream body = new();
        await using (GZipStream unzipping = new(context.Request.Body, CompressionMode.Decompress))
        {
            await unzipping.CopyToAsync(body, context.RequestAborted);
        }

        foreach (ResourceSpans resource in ExportTraceServiceRequest.Parser.ParseFrom(body.ToArray()).ResourceSpans)
        {
            foreach (Span span in resource.ScopeSpans.SelectMany(static scope => scope.Spans))
            {
                Spans.Enqueue((resource.Resource.Attributes.Single(static attribute => attribute.Key == "service.name").Value.StringValue, span));
            }
        }

        context.Response.ContentType = "application/x-protobuf";
        await context.Response.Body.WriteAsync(Answer.ToByteArray(), context.RequestAborted);
    }
}

using System.Net.WebSockets;
using System.Text.Json;
using FastEmit.Collector.Access;
using FastEmit.Collector.Observing;
using FastEmit.Collector.Sessions;
using Microsoft.AspNetCore.Http;

namespace FastEmit.Collector.Http;

/// <summary>
/// <c>GET watch</c>: what <c>live</c> tells, over a WebSocket, of which a browser opens more than its six HTTP connections. A browser gives a
/// WebSocket no header, so the first message is <c>{"token":"…"}</c>, and nothing is told before it.
/// </summary>
internal sealed class WatcherSocket(EventCollector collector, LiveFeed feed, EmitterReports emitters)
{
    /// <summary>The close code for a token that is not the right one.</summary>
    private const WebSocketCloseStatus WrongToken = (WebSocketCloseStatus)4401;

    private const int MaxFirstMessage = 4096;

    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan FirstMessagePatience = TimeSpan.FromSeconds(10);

    private string? Token => collector.Options.Token;

    /// <summary>Serves one watcher until it goes or the collector stops.</summary>
    public async Task RunAsync(HttpContext context)
    {
        WatcherFilter filter = WatcherFilter.Read(context.Request);
        if (!EngineRequest.IsWebSocketUpgrade(context))
        {
            await JsonAnswer.RefuseAsync(context, StatusCodes.Status400BadRequest, "watch takes a WebSocket; live tells the same over HTTP.").ConfigureAwait(false);
            return;
        }

        Stream stream = await EngineRequest.UpgradeAsync(context).ConfigureAwait(false);
        WebSocketCreationOptions options = new() { IsServer = true, KeepAliveInterval = KeepAlive, KeepAliveTimeout = KeepAlive };
        using WebSocket socket = WebSocket.CreateFromStream(stream, options);
        using CancellationTokenSource gone = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, feed.Ended);
        try
        {
            if (await IsLetInAsync(socket, gone.Token).ConfigureAwait(false))
            {
                await ServeAsync(socket, filter, gone).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException)
        {
            // The watcher has gone.
        }
    }

    private async Task ServeAsync(WebSocket socket, WatcherFilter filter, CancellationTokenSource gone)
    {
        Task reading = ReadToTheEndAsync(socket, gone);
        WatcherSink sink = (message, end) => socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, end);
        try
        {
            await LiveStream.RunAsync(sink, filter, collector, feed, emitters, gone.Token).ConfigureAwait(false);
        }
        finally
        {
            await gone.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Whatever a watcher says later means nothing; that it goes does.</summary>
    private static async Task ReadToTheEndAsync(WebSocket socket, CancellationTokenSource gone)
    {
        byte[] buffer = new byte[256];
        try
        {
            while ((await socket.ReceiveAsync(buffer.AsMemory(), gone.Token).ConfigureAwait(false)).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        finally
        {
            await gone.CancelAsync().ConfigureAwait(false);
        }
    }

    private async Task<bool> IsLetInAsync(WebSocket socket, CancellationToken gone)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(gone);
        using ITimer timer = collector.Options.TimeProvider.CreateTimer(
            static source => ((CancellationTokenSource)source!).Cancel(), patience, FirstMessagePatience, Timeout.InfiniteTimeSpan);
        byte[] message = new byte[MaxFirstMessage];
        int length = 0;
        ValueWebSocketReceiveResult received;
        do
        {
            received = await socket.ReceiveAsync(message.AsMemory(length), patience.Token).ConfigureAwait(false);
            length += received.Count;
        }
        while (!received.EndOfMessage && length < message.Length);

        if (Token is null || AuthToken.Matches(TokenOf(message.AsSpan(0, length)), Token))
        {
            return true;
        }

        Interlocked.Increment(ref collector.Counters.RefusedRequests);
        await socket.CloseOutputAsync(WrongToken, "The token is not the right one.", patience.Token).ConfigureAwait(false);
        return false;
    }

    private static string? TokenOf(ReadOnlySpan<byte> message)
    {
        try
        {
            return AuthToken.Find(message);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

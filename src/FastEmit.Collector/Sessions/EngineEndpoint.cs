using FastEmit.Collector.Logging;
using FastEmit.Protocol.EngineIO;
using FastEmit.Protocol.WebSockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FastEmit.Collector.Sessions;

/// <summary>Every request to the Engine.IO path: handshakes, polls, posts and upgrades.</summary>
internal sealed class EngineEndpoint(EventCollector collector)
{
    /// <summary>Serves one request; completes with it, or with the WebSocket that it became.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        if (!collector.Origins.TryAdmit(context))
        {
            await RefuseAsync(context, EngineError.Forbidden).ConfigureAwait(false);
        }
        else if (HttpMethods.IsOptions(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        else if (EngineRequest.Judge(context, collector.Options.Transports) is { } error)
        {
            await RefuseAsync(context, error).ConfigureAwait(false);
        }
        else if (EngineRequest.SessionId(context) is { Length: > 0 } id)
        {
            await ContinueAsync(context, id).ConfigureAwait(false);
        }
        else
        {
            await OpenAsync(context).ConfigureAwait(false);
        }
    }

    /// <summary>Serves one upgraded connection with a new session.</summary>
    internal async Task ServeAsync(Stream stream, Handshake handshake, Action abort, CancellationToken stopping)
    {
        CollectorSession session = collector.NewSession(handshake);
        using WebSocketTransport transport = new(collector, session, stream, abort);
        if (collector.TryAdd(session))
        {
            session.Open(transport, stopping);
            await transport.RunAsync().ConfigureAwait(false);
        }
    }

    private async Task OpenAsync(HttpContext context)
    {
        EngineError? error = EngineRequest.JudgeHandshake(context) ?? (collector.IsFull ? EngineError.TooManyConnections : null);
        if (error is not null)
        {
            await RefuseAsync(context, error).ConfigureAwait(false);
        }
        else if (EngineRequest.WantsWebSocket(context))
        {
            Handshake handshake = Handshake.From(context);
            if (collector.Sink.Duplicates is not null)
            {
                context.Response.Headers[NumberRequest.Header] = NumberRequest.Value;
            }

            Stream stream = await EngineRequest.UpgradeAsync(context).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                await ServeAsync(stream, handshake, context.Abort, StoppingOf(context)).ConfigureAwait(false);
            }
        }
        else
        {
            await OpenPollingAsync(context).ConfigureAwait(false);
        }
    }

    private async Task OpenPollingAsync(HttpContext context)
    {
        CollectorSession session = collector.NewSession(Handshake.From(context));
        if (!collector.TryAdd(session))
        {
            await RefuseAsync(context, EngineError.TooManyConnections).ConfigureAwait(false);
            return;
        }

        PollingTransport polling = new(collector, session);
        session.Open(polling, StoppingOf(context));
        await polling.PollAsync(context).ConfigureAwait(false);
    }

    private async Task ContinueAsync(HttpContext context, string id)
    {
        if (collector.Sessions.Find(id) is not { } session)
        {
            await RefuseAsync(context, EngineError.UnknownSession).ConfigureAwait(false);
        }
        else if (EngineRequest.WantsWebSocket(context))
        {
            await UpgradeAsync(context, session).ConfigureAwait(false);
        }
        else if (session.Polling is not { } polling)
        {
            await RefuseAsync(context, EngineError.BadRequest).ConfigureAwait(false); // It has moved to a WebSocket.
        }
        else if (HttpMethods.IsGet(context.Request.Method))
        {
            await polling.PollAsync(context).ConfigureAwait(false);
        }
        else if (HttpMethods.IsPost(context.Request.Method))
        {
            await polling.PostAsync(context).ConfigureAwait(false);
        }
        else
        {
            await RefuseAsync(context, EngineError.BadRequest).ConfigureAwait(false);
        }
    }

    private async Task UpgradeAsync(HttpContext context, CollectorSession session)
    {
        if (!EngineRequest.IsWebSocketUpgrade(context))
        {
            await RefuseAsync(context, EngineError.BadRequest).ConfigureAwait(false);
            return;
        }

        Stream stream = await EngineRequest.UpgradeAsync(context).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            using WebSocketTransport transport = new(collector, session, stream, context.Abort, isUpgrade: true);
            if (session.Polling is null)
            {
                // A browser can read the reason of a close, but not the answer to a refused handshake. The session goes on.
                Interlocked.Increment(ref collector.Counters.RefusedRequests);
                transport.Close(new Closing(CloseCode.PolicyViolation, "The session has a WebSocket already."));
            }

            await transport.RunAsync().ConfigureAwait(false);
        }
    }

    private Task RefuseAsync(HttpContext context, EngineError error)
    {
        Interlocked.Increment(ref collector.Counters.RefusedRequests);
        collector.Logger.RequestRefused(context.Request.Method, context.Request.Path, context.Connection.RemoteIpAddress, error.Status, error.Message);
        return EngineRequest.RefuseAsync(context, error);
    }

    private static CancellationToken StoppingOf(HttpContext context) =>
        context.RequestServices.GetService<IHostApplicationLifetime>()?.ApplicationStopping ?? default;
}

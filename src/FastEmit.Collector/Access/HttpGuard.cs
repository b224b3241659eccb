using FastEmit.Collector.Logging;
using Microsoft.AspNetCore.Http;

namespace FastEmit.Collector.Access;

/// <summary>The access rules of a collector's HTTP interface: pages of its own and of allowed origins, with the token if one is needed. Immutable.</summary>
internal sealed class HttpGuard(EventCollector collector)
{
    /// <summary>A handler behind the guard, which also answers what browsers ask before a request of another origin.</summary>
    public RequestDelegate Guard(RequestDelegate handle) => context =>
    {
        if (!TryAdmit(context))
        {
            return Task.CompletedTask;
        }

        if (HttpMethods.IsOptions(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }

        return handle(context);
    };

    /// <summary>A handler of a page's WebSocket behind the guard: its token comes in the first message, since a browser sends no header with it.</summary>
    public RequestDelegate GuardSocket(RequestDelegate handle) => context =>
    {
        if (collector.Origins.TryAdmit(context))
        {
            return handle(context);
        }

        Refuse(context, StatusCodes.Status403Forbidden);
        return Task.CompletedTask;
    };

    /// <summary>False when the request is refused; then it is answered.</summary>
    public bool TryAdmit(HttpContext context)
    {
        int refusal = Judge(context);
        if (refusal == 0)
        {
            return true;
        }

        Refuse(context, refusal);
        return false;
    }

    private void Refuse(HttpContext context, int refusal)
    {
        Interlocked.Increment(ref collector.Counters.RefusedRequests);
        collector.Logger.RequestRefused(
            context.Request.Method,
            context.Request.Path,
            context.Connection.RemoteIpAddress,
            refusal,
            refusal == StatusCodes.Status401Unauthorized ? "the token is missing or wrong" : "the origin is not allowed");
        context.Response.StatusCode = refusal;
        if (refusal == StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
        }
    }

    private int Judge(HttpContext context)
    {
        if (!collector.Origins.TryAdmit(context))
        {
            return StatusCodes.Status403Forbidden;
        }

        return collector.Options.Token is { } token && !HttpMethods.IsOptions(context.Request.Method)
            && !AuthToken.Matches(AuthToken.FindBearer(context.Request.Headers.Authorization.ToString()), token)
                ? StatusCodes.Status401Unauthorized
                : 0;
    }
}

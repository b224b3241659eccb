using Microsoft.AspNetCore.Http;

namespace FastEmit.Collector.Access;

/// <summary>Who may use a collector's HTTP interface: pages of its own and of allowed origins, with the token if one is needed. Immutable.</summary>
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

    /// <summary>False when the request is refused; then it is answered.</summary>
    public bool TryAdmit(HttpContext context)
    {
        int refusal = Judge(context);
        if (refusal == 0)
        {
            return true;
        }

        Interlocked.Increment(ref collector.Counters.RefusedRequests);
        context.Response.StatusCode = refusal;
        if (refusal == StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
        }

        return false;
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

using System.Diagnostics;

namespace FastEmit.Samples.AspNetCore;

/// <summary>Emits an event for each request, also for one that failed. The request never waits for the event.</summary>
internal sealed class RequestEvents(RequestDelegate next, HookEmitter emitter)
{
    public async Task InvokeAsync(HttpContext context)
    {
        long started = Stopwatch.GetTimestamp();
        int status = StatusCodes.Status500InternalServerError;
        try
        {
            await next(context);
            status = context.Response.StatusCode;
        }
        finally
        {
            string? route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
            RequestDone.Emit(
                emitter, context.Request.Method, route, status, Stopwatch.GetElapsedTime(started).TotalMilliseconds, context.TraceIdentifier);
        }
    }
}

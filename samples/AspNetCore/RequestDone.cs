using FastEmit.Events;

namespace FastEmit.Samples.AspNetCore;

/// <summary>One answered request. The path is the route's pattern, so that no identifiers of users leave the process.</summary>
[HookEvent("request", Namespace = "/web")]
internal readonly partial record struct RequestDone(string Method, string? Route, int StatusCode, double DurationMs, string TraceId);

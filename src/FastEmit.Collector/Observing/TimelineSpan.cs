namespace FastEmit.Collector.Observing;

/// <summary>A tool call of a session, or another of its events, on the session's timeline.</summary>
/// <param name="Id">The event to look at: that of the call's end, if it has ended.</param>
/// <param name="State"><c>done</c>, <c>failed</c> or <c>running</c> for a tool call, <c>mark</c> for another event.</param>
/// <param name="Label">The tool, or the event's type.</param>
/// <param name="Detail">The tool's input, in short; or null.</param>
/// <param name="Call">The key of the call's events, or null.</param>
/// <param name="Start">When it began: milliseconds since 1970.</param>
/// <param name="Duration">Its milliseconds; null while it runs, and for a mark.</param>
internal sealed record TimelineSpan(long Id, string State, string Label, string? Detail, string? Call, double Start, double? Duration);

namespace FastEmit.Collector.Overviews;

/// <summary>A tool call that has failed.</summary>
/// <param name="Id">The event of its end.</param>
/// <param name="Session">Its session.</param>
/// <param name="Project">The session's project.</param>
/// <param name="Tool">The tool.</param>
/// <param name="What">Its input, in short.</param>
/// <param name="Error">Why it failed.</param>
/// <param name="Time">When: milliseconds since 1970.</param>
internal sealed record FailedCall(long Id, string? Session, string? Project, string? Tool, string? What, string? Error, double Time);

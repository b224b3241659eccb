namespace FastEmit.Collector.Overviews;

/// <summary>A tool call that has begun.</summary>
/// <param name="Tool">The tool.</param>
/// <param name="What">Its input, in short.</param>
/// <param name="Since">When: milliseconds since 1970.</param>
internal sealed record RunningCall(string Tool, string? What, double Since);

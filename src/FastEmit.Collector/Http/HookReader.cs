namespace FastEmit.Collector.Http;

/// <summary>Makes events of the JSON that a coding agent gives its hooks.</summary>
/// <param name="agent">The agent, as the request's path names it.</param>
/// <param name="event">The hook's name where the JSON has none, or null.</param>
/// <param name="body">The JSON; what is none makes an event that says so.</param>
/// <returns>The events' data, one JSON object each; their name is <c>claude_event</c>.</returns>
internal delegate IReadOnlyList<ReadOnlyMemory<byte>> HookReader(string agent, string? @event, byte[] body);

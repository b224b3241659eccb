namespace FastEmit.Collector.Storage;

/// <summary>The summary of one session.</summary>
/// <param name="Session">Its id.</param>
/// <param name="First">When its first event was received: milliseconds since 1970.</param>
/// <param name="Last">When its last event was received.</param>
/// <param name="Events">Its events.</param>
/// <param name="ToolCalls">Its tool calls that have begun.</param>
/// <param name="Failed">Its tool calls that have failed.</param>
/// <param name="LastType">The type of its last event.</param>
public sealed record SessionSummary(string Session, double First, double Last, long Events, long ToolCalls, long Failed, string LastType);

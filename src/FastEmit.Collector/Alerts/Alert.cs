namespace FastEmit.Collector.Alerts;

/// <summary>Something that a rule asked to be told of. Immutable.</summary>
/// <param name="Id">Its number since the collector's start, from 1 on.</param>
/// <param name="Rule">The rule.</param>
/// <param name="Text">A sentence for people.</param>
/// <param name="Time">When it was noticed: milliseconds since 1970.</param>
/// <param name="Session">The session that it happened in, or null.</param>
/// <param name="Project">That session's project, or null.</param>
/// <param name="Occasion">The rule and the event that it is about, in a text that is the same at each collector that sees the event.</param>
internal sealed record Alert(long Id, AlertRule Rule, string Text, double Time, string? Session, string? Project, string Occasion);

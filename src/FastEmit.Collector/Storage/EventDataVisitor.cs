namespace FastEmit.Collector.Storage;

/// <summary>Looks at the data of one stored event.</summary>
public delegate void EventDataVisitor(ReadOnlySpan<byte> data);

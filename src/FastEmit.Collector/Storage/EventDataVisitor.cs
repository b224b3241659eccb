namespace FastEmit.Collector.Storage;

/// <summary>Looks at the data of one stored event.</summary>
internal delegate void EventDataVisitor(ReadOnlySpan<byte> data);

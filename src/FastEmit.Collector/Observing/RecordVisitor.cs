using FastEmit.Collector.Storage;

namespace FastEmit.Collector.Observing;

/// <summary>Looks at one event in memory.</summary>
/// <param name="id">Its id.</param>
/// <param name="record">The event, valid during the call.</param>
/// <param name="weight">How many events it stands for.</param>
internal delegate void RecordVisitor(long id, in EventRecord record, long weight);

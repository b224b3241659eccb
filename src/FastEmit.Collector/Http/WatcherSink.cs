namespace FastEmit.Collector.Http;

/// <summary>Sends a watcher one message, a JSON object, and completes when there is room for the next.</summary>
/// <param name="message">The message, valid until the task has completed.</param>
/// <param name="end">The watcher has gone, or the collector stops.</param>
internal delegate ValueTask WatcherSink(ReadOnlyMemory<byte> message, CancellationToken end);

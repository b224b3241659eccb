namespace FastEmit.Testing;

/// <summary>One event that was handed to a <see cref="RecordingEmitter"/>.</summary>
/// <param name="Namespace">Its Socket.IO namespace.</param>
/// <param name="Name">Its event name.</param>
/// <param name="Json">Its data as it would go over the wire, without an emitter's stamps.</param>
/// <param name="Event">The record, or null for an event that was emitted as JSON.</param>
public sealed record RecordedEvent(string Namespace, string Name, string Json, object? Event);

namespace FastEmit.Collector.Events;

/// <summary>Where one event lies in an envelope's JSON, in bytes from its beginning.</summary>
/// <param name="NameStart">The event's name, quotes included.</param>
/// <param name="NameEnd">Behind it.</param>
/// <param name="DataStart">The arguments behind the name; equal to <paramref name="DataEnd"/> when there are none.</param>
/// <param name="DataEnd">Behind them.</param>
internal readonly record struct EnvelopeElement(int NameStart, int NameEnd, int DataStart, int DataEnd);

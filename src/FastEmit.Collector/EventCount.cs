namespace FastEmit.Collector;

/// <summary>How many events of one name have been received.</summary>
/// <param name="Namespace">The namespace.</param>
/// <param name="Name">The event's name; a number's digits when the name was a number.</param>
/// <param name="Events">Events received.</param>
public readonly record struct EventCount(string Namespace, string Name, long Events);

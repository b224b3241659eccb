namespace FastEmit.Generators.Model;

/// <summary>A type inside of events that has a serializer of its own.</summary>
/// <param name="Name">The class of its serializer, as the code that calls it names it.</param>
/// <param name="IsShared">
/// Whether all events of the project share one. A type that only the event can reach has its serializer inside of the event.
/// </param>
internal abstract record NestedModel(string Name, bool IsShared);

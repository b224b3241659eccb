namespace FastEmit.Generators.Model;

/// <summary>A nested type of events with its own serializer.</summary>
/// <param name="Name">The class of its serializer, by the name that calling code uses.</param>
/// <param name="IsShared">
/// Whether all events of the project share the serializer. The serializer of a type that only the event can access is inside of the event.
/// </param>
internal abstract record NestedModel(string Name, bool IsShared);

namespace FastEmit.Generators.Model;

/// <summary>All that the generated code of one event depends on, by value: no symbol, no syntax, no location.</summary>
/// <param name="HintName">The generated file's name, without its ending.</param>
/// <param name="CSharpNamespace">The namespace around the type; null for the global one.</param>
/// <param name="Declarations">The partial declarations from the outermost type to the event itself: <c>partial record struct PreTool</c>.</param>
/// <param name="TypeName">The event's type, fully qualified.</param>
/// <param name="IsValueType">Whether the event is a struct.</param>
/// <param name="HidesBase">Whether a base type is an event too, so that its generated members are hidden.</param>
/// <param name="TakenNames">Names of the user's own members among those that are generated only where they are free.</param>
/// <param name="EventName">The Socket.IO event name.</param>
/// <param name="EventNamespace">The Socket.IO namespace.</param>
/// <param name="HasTimestamp">Whether a member provides the timestamp.</param>
/// <param name="Construction">How the static <c>Emit</c> is generated.</param>
/// <param name="Members">The members that are written, as declared; constructor parameters first.</param>
/// <param name="Objects">Types written as nested objects.</param>
/// <param name="Enums">Enums written by name.</param>
internal sealed record EventModel(
    string HintName,
    string? CSharpNamespace,
    EquatableArray<string> Declarations,
    string TypeName,
    bool IsValueType,
    bool HidesBase,
    EquatableArray<string> TakenNames,
    string EventName,
    string EventNamespace,
    bool HasTimestamp,
    Construction Construction,
    EquatableArray<MemberModel> Members,
    EquatableArray<ObjectModel> Objects,
    EquatableArray<EnumModel> Enums);

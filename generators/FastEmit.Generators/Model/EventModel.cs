namespace FastEmit.Generators.Model;

/// <summary>All that the generated code of one event depends on, by value: no symbol, no syntax, no location.</summary>
/// <param name="HintName">The generated file's name, without its ending.</param>
/// <param name="CSharpNamespace">The namespace around the type; null for the global one.</param>
/// <param name="Declarations">The partial declarations from the outermost type to the event itself: <c>partial record struct PreTool</c>.</param>
/// <param name="TypeName">The event's type, fully qualified.</param>
/// <param name="IsValueType">Whether the event is a struct.</param>
/// <param name="EventName">The Socket.IO event name.</param>
/// <param name="EventNamespace">The Socket.IO namespace.</param>
/// <param name="HasTimestamp">Whether a member provides the timestamp.</param>
/// <param name="Members">What is written, in that order.</param>
internal sealed record EventModel(
    string HintName,
    string? CSharpNamespace,
    EquatableArray<string> Declarations,
    string TypeName,
    bool IsValueType,
    string EventName,
    string EventNamespace,
    bool HasTimestamp,
    EquatableArray<MemberModel> Members);

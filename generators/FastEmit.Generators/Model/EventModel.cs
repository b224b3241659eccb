namespace FastEmit.Generators.Model;

/// <summary>The complete input for the generated code of one event, by value: without symbols, syntax and locations.</summary>
/// <param name="HintName">The generated file's name, without its extension.</param>
/// <param name="CSharpNamespace">The namespace around the type; null for the global one.</param>
/// <param name="Declarations">The partial declarations from the outermost type to the event itself: <c>partial record struct PreTool</c>.</param>
/// <param name="TypeName">The event's type, fully qualified.</param>
/// <param name="IsReadOnly">Whether it is a struct whose written members can all be read without changing it.</param>
/// <param name="TakenNames">Names of optional generated members that the user's own members use.</param>
/// <param name="SerializerName">The name of the nested class that writes the event.</param>
/// <param name="EventName">The Socket.IO event name.</param>
/// <param name="EventNamespace">The Socket.IO namespace.</param>
/// <param name="Version">The value of the event's member <c>v</c>; 0 for none.</param>
/// <param name="HasTimestamp">Whether a member provides the timestamp.</param>
/// <param name="Construction">How the static <c>Emit</c> is generated.</param>
/// <param name="CanBuild">Whether an event can be built from its parameters.</param>
/// <param name="StaticAccess">The accessibility of the static <c>Emit</c>.</param>
/// <param name="ReaderName">The name of the nested class that reads the event; null when it is not received.</param>
/// <param name="Summary">The text of its documentation, for the contract; null without one.</param>
/// <param name="Whole">The serializer of the whole event when it has derived types; null when its members are serialized directly.</param>
/// <param name="Generic">Its relation to type parameters.</param>
/// <param name="IsInterface">Whether it is an interface.</param>
/// <param name="ExtensionAccess">The accessibility of the extension methods that emit derived types; null for none.</param>
/// <param name="Members">The written members in the order of declaration; constructor parameters first.</param>
/// <param name="Nested">The nested types with their own serializers, each after the types that it contains.</param>
internal sealed record EventModel(
    string HintName,
    string? CSharpNamespace,
    EquatableArray<string> Declarations,
    string TypeName,
    bool IsReadOnly,
    EquatableArray<string> TakenNames,
    string SerializerName,
    string EventName,
    string EventNamespace,
    int Version,
    bool HasTimestamp,
    Construction Construction,
    bool CanBuild,
    string StaticAccess,
    string? ReaderName,
    string? Summary,
    string? Whole,
    GenericRole Generic,
    bool IsInterface,
    string? ExtensionAccess,
    EquatableArray<MemberModel> Members,
    EquatableArray<NestedModel> Nested)
{
    /// <summary>The name of the member with the version.</summary>
    public const string VersionName = "v";

    /// <summary>The version as JSON; null without one.</summary>
    public string? VersionJson => Version == 0 ? null : Version.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The alternatives of its type; null when there is only one.</summary>
    public ObjectModel? Types => Whole is null ? null : (ObjectModel)Find(Whole);

    /// <summary>The nested type of that serializer.</summary>
    public NestedModel Find(string name) => Nested.First(nested => nested.Name == name);
}

/// <summary>How the static <c>Emit</c> serializes its parameters.</summary>
internal enum Construction
{
    /// <summary>Every member is a parameter: the parameters are written without building the event.</summary>
    None = 0,

    /// <summary>Some members are computed from others: the event is built first.</summary>
    Build,

    /// <summary>The event cannot be built from its members, or other code cannot name their types: there is no static <c>Emit</c>.</summary>
    Impossible,
}

/// <summary>The relation of an event to type parameters.</summary>
internal enum GenericRole
{
    /// <summary>The event is not generic.</summary>
    None = 0,

    /// <summary>The open declaration. Everything that depends on a type argument belongs to the closed types.</summary>
    Open,

    /// <summary>A closed type: the declaration with type arguments. Its wire form is registered when the assembly is loaded.</summary>
    Closed,
}

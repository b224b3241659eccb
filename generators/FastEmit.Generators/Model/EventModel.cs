namespace FastEmit.Generators.Model;

/// <summary>All that the generated code of one event depends on, by value: no symbol, no syntax, no location.</summary>
/// <param name="HintName">The generated file's name, without its ending.</param>
/// <param name="CSharpNamespace">The namespace around the type; null for the global one.</param>
/// <param name="Declarations">The partial declarations from the outermost type to the event itself: <c>partial record struct PreTool</c>.</param>
/// <param name="TypeName">The event's type, fully qualified.</param>
/// <param name="IsReadOnly">Whether it is a struct of which all written members can be read without changing it.</param>
/// <param name="TakenNames">Names of the user's own members among those that are generated only where they are free.</param>
/// <param name="SerializerName">The name of the nested class that writes the event.</param>
/// <param name="EventName">The Socket.IO event name.</param>
/// <param name="EventNamespace">The Socket.IO namespace.</param>
/// <param name="Version">What the event's member <c>v</c> says; 0 for none.</param>
/// <param name="HasTimestamp">Whether a member provides the timestamp.</param>
/// <param name="Construction">How the static <c>Emit</c> is generated.</param>
/// <param name="CanBuild">Whether an event can be built from its parameters.</param>
/// <param name="StaticAccess">How accessible the static <c>Emit</c> can be.</param>
/// <param name="ReaderName">The name of the nested class that reads the event; null when it is not received.</param>
/// <param name="Summary">What its documentation says, for the contract; null without any.</param>
/// <param name="Whole">The serializer of the whole event where derived types are told apart in it; null where its members are all that there is.</param>
/// <param name="Generic">What it has to do with type parameters.</param>
/// <param name="IsInterface">Whether it is an interface.</param>
/// <param name="ExtensionAccess">How accessible <c>Emit</c> methods beside the type can be, which take derived types; null for none.</param>
/// <param name="Members">The members that are written, as declared; constructor parameters first.</param>
/// <param name="Nested">The types inside of it that have a serializer of their own, each behind those that it consists of.</param>
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
    /// <summary>The name of the member that carries the version.</summary>
    public const string VersionName = "v";

    /// <summary>The version as JSON; null where there is none.</summary>
    public string? VersionJson => Version == 0 ? null : Version.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The types that it may be, where it is one of several.</summary>
    public ObjectModel? Types => Whole is null ? null : (ObjectModel)Find(Whole);

    /// <summary>The nested type of that serializer.</summary>
    public NestedModel Find(string name) => Nested.First(nested => nested.Name == name);
}

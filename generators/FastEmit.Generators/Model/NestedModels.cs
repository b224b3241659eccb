namespace FastEmit.Generators.Model;

/// <summary>A nested type of events with its own serializer.</summary>
/// <param name="Name">The class of its serializer, by the name that calling code uses.</param>
/// <param name="IsShared">
/// Whether all events of the project share the serializer. The serializer of a type that only the event can access is inside of the event.
/// </param>
internal abstract record NestedModel(string Name, bool IsShared);

/// <summary>A type written as a JSON object inside of an event.</summary>
/// <param name="Name">The class of its serializer.</param>
/// <param name="IsShared">Whether all events of the project share it.</param>
/// <param name="TypeName">The type, fully qualified, without nullable annotations.</param>
/// <param name="IsReference">Whether a value can be null.</param>
/// <param name="Members">The written members.</param>
/// <param name="DiscriminatorName">The name of the discriminator of derived types.</param>
/// <param name="Discriminator">The type's own discriminator as JSON, or null.</param>
/// <param name="Derived">The derived types, the most derived first.</param>
/// <param name="IsAbstract">Whether every value is of a derived type.</param>
/// <param name="CanBuild">Whether it can be built from its members.</param>
/// <param name="MaxDepth">The maximum depth of a type that contains itself; 0 for other types.</param>
/// <param name="Summary">The text of its documentation, for the contract; null without one.</param>
internal sealed record ObjectModel(
    string Name,
    bool IsShared,
    string TypeName,
    bool IsReference,
    EquatableArray<MemberModel> Members,
    string DiscriminatorName,
    string? Discriminator,
    EquatableArray<DerivedModel> Derived,
    bool IsAbstract = false,
    bool CanBuild = false,
    int MaxDepth = 0,
    string? Summary = null) : NestedModel(Name, IsShared);

/// <summary>A derived type, which is written with its own members.</summary>
/// <param name="TypeName">The type, fully qualified.</param>
/// <param name="Name">The class of its serializer.</param>
internal sealed record DerivedModel(string TypeName, string Name);

/// <summary>An enum written by name.</summary>
/// <param name="Name">The class of its serializer.</param>
/// <param name="IsShared">Whether all events of the project share it.</param>
/// <param name="TypeName">The type, fully qualified.</param>
/// <param name="Number">How a value without a name is written.</param>
/// <param name="IsFlags">Whether values combine.</param>
/// <param name="Fields">Its values, one name per value, by ascending bits.</param>
/// <param name="Summary">The text of its documentation, for the contract; null without one.</param>
internal sealed record EnumModel(
    string Name, bool IsShared, string TypeName, ScalarKind Number, bool IsFlags, EquatableArray<EnumFieldModel> Fields, string? Summary) : NestedModel(Name, IsShared);

/// <summary>A named value of an enum.</summary>
/// <param name="JsonName">The name that is written.</param>
/// <param name="Bits">The value as 64 bits.</param>
internal sealed record EnumFieldModel(string JsonName, ulong Bits);

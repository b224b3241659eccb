namespace FastEmit.Generators.Parsing;

/// <summary>What members belong to.</summary>
internal enum MemberRole
{
    /// <summary>An event.</summary>
    Event = 0,

    /// <summary>One of the types that an event may be.</summary>
    OneOfSeveral,

    /// <summary>An object inside of an event.</summary>
    Nested,
}

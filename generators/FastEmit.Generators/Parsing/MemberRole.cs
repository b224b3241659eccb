namespace FastEmit.Generators.Parsing;

/// <summary>The owner of members.</summary>
internal enum MemberRole
{
    /// <summary>An event.</summary>
    Event = 0,

    /// <summary>One of the alternative types of an event.</summary>
    OneOfSeveral,

    /// <summary>An object inside of an event.</summary>
    Nested,
}

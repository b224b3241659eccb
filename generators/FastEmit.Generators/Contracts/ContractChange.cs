namespace FastEmit.Generators.Contracts;

/// <summary>A change of an event since the contract was written.</summary>
/// <param name="Kind">Its effect on receivers.</param>
/// <param name="Path">The member's JSON name after the names of the enclosing members: <c>place.name</c>, <c>tags[].name</c>.</param>
/// <param name="Owner">The name of the schema definition with the member; null for the event itself.</param>
/// <param name="Member">The member's JSON name.</param>
/// <param name="Before">The old form.</param>
/// <param name="After">The new form.</param>
internal sealed record ContractChange(ContractChangeKind Kind, string Path, string? Owner, string Member, string Before = "", string After = "");

/// <summary>The effect of a change of an event on its receivers.</summary>
internal enum ContractChangeKind
{
    /// <summary>A member was removed.</summary>
    Removed,

    /// <summary>A member has another name.</summary>
    Renamed,

    /// <summary>A member can have values that it could not have before.</summary>
    Retyped,

    /// <summary>An optional member is now always written.</summary>
    NewlyRequired,

    /// <summary>A member that was always written is now optional.</summary>
    MayBeMissing,

    /// <summary>A member is new.</summary>
    Added,

    /// <summary>A member can have fewer values than before.</summary>
    Narrowed,
}

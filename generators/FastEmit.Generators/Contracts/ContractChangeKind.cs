namespace FastEmit.Generators.Contracts;

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

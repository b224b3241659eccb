namespace FastEmit.Generators.Contracts;

/// <summary>What a change of an event does to those who receive it.</summary>
internal enum ContractChangeKind
{
    /// <summary>A member is not there any more.</summary>
    Removed,

    /// <summary>A member is there under another name.</summary>
    Renamed,

    /// <summary>A member can have values that it could not have before.</summary>
    Retyped,

    /// <summary>A member is always written that could be left out before.</summary>
    NewlyRequired,

    /// <summary>A member may be left out that was always there before.</summary>
    MayBeMissing,

    /// <summary>A member is new.</summary>
    Added,

    /// <summary>A member has fewer values than it could have before.</summary>
    Narrowed,
}

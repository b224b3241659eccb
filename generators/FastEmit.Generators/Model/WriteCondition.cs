namespace FastEmit.Generators.Model;

/// <summary>When a member is written.</summary>
internal enum WriteCondition
{
    /// <summary>Always.</summary>
    Always = 0,

    /// <summary>When it is not null.</summary>
    NotNull,

    /// <summary>When it is not the default of its type.</summary>
    NotDefault,
}

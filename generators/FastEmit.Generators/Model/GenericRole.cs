namespace FastEmit.Generators.Model;

/// <summary>What an event has to do with type parameters.</summary>
internal enum GenericRole
{
    /// <summary>It has none.</summary>
    None = 0,

    /// <summary>The declaration, which leaves everything that depends on a type argument to the closed types.</summary>
    Open,

    /// <summary>The declaration with types in place of its parameters: a wire form, registered when the assembly is loaded.</summary>
    Closed,
}

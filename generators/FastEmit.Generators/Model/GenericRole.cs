namespace FastEmit.Generators.Model;

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

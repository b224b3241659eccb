namespace FastEmit.Generators.Model;

/// <summary>The fastest access to a collection's elements that its type allows.</summary>
internal enum ListShape
{
    /// <summary>An array.</summary>
    Array = 0,

    /// <summary>A <c>List</c>, through its span.</summary>
    List,

    /// <summary>An <c>ImmutableArray</c>, which can be the default value without an array.</summary>
    ImmutableArray,

    /// <summary>A <c>Memory</c>, <c>ReadOnlyMemory</c> or <c>ArraySegment</c>.</summary>
    Memory,

    /// <summary>By index.</summary>
    Indexed,

    /// <summary>By the enumerator of the known type.</summary>
    Enumerator,

    /// <summary>Through an interface: the actual type is known only at run time.</summary>
    Enumerable,
}

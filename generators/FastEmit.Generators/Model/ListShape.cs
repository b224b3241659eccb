namespace FastEmit.Generators.Model;

/// <summary>How the elements of a collection are reached, the fastest way that its type allows.</summary>
internal enum ListShape
{
    /// <summary>An array.</summary>
    Array = 0,

    /// <summary>A <c>List</c>, through its span.</summary>
    List,

    /// <summary>An <c>ImmutableArray</c>, which can be a default without an array.</summary>
    ImmutableArray,

    /// <summary>A <c>Memory</c>, <c>ReadOnlyMemory</c> or <c>ArraySegment</c>.</summary>
    Memory,

    /// <summary>By index.</summary>
    Indexed,

    /// <summary>By the enumerator of a type that is known.</summary>
    Enumerator,

    /// <summary>Through an interface: what is behind it shows only at run time.</summary>
    Enumerable,
}

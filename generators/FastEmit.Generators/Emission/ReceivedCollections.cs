namespace FastEmit.Generators.Emission;

/// <summary>Expressions that convert the list or dictionary that was read to the member's collection type.</summary>
internal static class ReceivedCollections
{
    private const string Generic = "global::System.Collections.Generic.";
    private const string Immutable = "global::System.Collections.Immutable.";
    private const string Frozen = "global::System.Collections.Frozen.";
    private const string Concurrent = "global::System.Collections.Concurrent.";
    private const string Objects = "global::System.Collections.ObjectModel.";

    /// <summary>The expression that creates it from <c>list</c>; empty when the list itself fits, null when it is impossible.</summary>
    public static string? List(string type, string element)
    {
        string name = type.Split('<')[0];
        return name switch
        {
            Generic + "List" or Generic + "IList" or Generic + "ICollection" or Generic + "IEnumerable" or Generic + "IReadOnlyList" or Generic + "IReadOnlyCollection" => "",
            Generic + "ISet" or Generic + "IReadOnlySet" => $"new {Generic}HashSet<{element}>(list)",
            Generic + "HashSet" or Generic + "SortedSet" or Generic + "Queue" or Generic + "Stack" or Generic + "LinkedList"
                or Concurrent + "ConcurrentQueue" or Concurrent + "ConcurrentStack" or Concurrent + "ConcurrentBag"
                or Objects + "Collection" or Objects + "ObservableCollection" or Objects + "ReadOnlyCollection" => $"new {type}(list)",
            Frozen + "FrozenSet" => $"{name}.ToFrozenSet<{element}>(list)",
            _ => Unchangeable(name) is { } made ? $"{made}.CreateRange<{element}>(list)" : null,
        };
    }

    /// <summary>The expression that creates it from <c>pairs</c>; empty when the dictionary itself fits, null when it is impossible.</summary>
    public static string? Dictionary(string type, string key, string value)
    {
        string name = type.Split('<')[0];
        return name switch
        {
            Generic + "Dictionary" or Generic + "IDictionary" or Generic + "IReadOnlyDictionary" => "",
            Generic + "SortedDictionary" or Generic + "SortedList" or Generic + "OrderedDictionary" or Concurrent + "ConcurrentDictionary" or Objects + "ReadOnlyDictionary" => $"new {type}(pairs)",
            Frozen + "FrozenDictionary" => $"{name}.ToFrozenDictionary<{key}, {value}>(pairs)",
            _ => Unchangeable(name) is { } made ? $"{made}.CreateRange<{key}, {value}>(pairs)" : null,
        };
    }

    /// <summary>The immutable class for an immutable class or interface.</summary>
    private static string? Unchangeable(string name) =>
        !name.StartsWith(Immutable, StringComparison.Ordinal) ? null
        : name == Immutable + "IImmutableSet" ? Immutable + "ImmutableHashSet"
        : name.StartsWith(Immutable + "IImmutable", StringComparison.Ordinal) ? Immutable + name.Substring(Immutable.Length + 1)
        : name;
}

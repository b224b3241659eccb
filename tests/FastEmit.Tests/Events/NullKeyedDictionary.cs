using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace FastEmit.Tests.Events;

/// <summary>A dictionary of the user's own, with the key that no dictionary of the framework has.</summary>
public sealed class NullKeyedDictionary : IReadOnlyDictionary<string, int>
{
    public IEnumerable<string> Keys => [null!];

    public IEnumerable<int> Values => [1];

    public int Count => 1;

    public int this[string key] => 1;

    public bool ContainsKey(string key) => key is null;

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out int value)
    {
        value = 1;
        return key is null;
    }

    public IEnumerator<KeyValuePair<string, int>> GetEnumerator()
    {
        yield return new(null!, 1);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

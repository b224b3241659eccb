namespace FastEmit.Generators.Syntax;

/// <summary>A 64-bit FNV-1a hash of a sequence of words.</summary>
internal struct TextHash
{
    private const ulong Prime = 1099511628211;

    private ulong _value;

    public static TextHash Start() => new() { _value = 14695981039346656037 };

    public readonly ulong Value => _value;

    /// <summary>Adds a word and its end, so that <c>ab c</c> and <c>a bc</c> differ.</summary>
    public void Add(string word)
    {
        ulong value = _value;
        foreach (char character in word)
        {
            value = (value ^ character) * Prime;
        }

        _value = (value ^ char.MaxValue) * Prime;
    }

    /// <summary>Adds another hash.</summary>
    public void Add(ulong hash)
    {
        for (int shift = 0; shift < 64; shift += 16)
        {
            _value = (_value ^ ((hash >> shift) & 0xFFFF)) * Prime;
        }
    }
}

namespace FastEmit.Collector.Sessions;

/// <summary>The namespaces that one connection has joined. Few, so they are compared one by one; asking allocates nothing.</summary>
internal sealed class NamespaceSet
{
    /// <summary>More than any client needs, so that one cannot fill the memory with names.</summary>
    public const int Capacity = 1000;

    private readonly List<byte[]> _joined = [];
    private byte[] _last = [];

    public int Count => _joined.Count;

    /// <summary>Whether the namespace is joined.</summary>
    public bool Contains(ReadOnlySpan<byte> @namespace) => @namespace.SequenceEqual(_last) || Find(@namespace);

    /// <summary>False when the namespace is joined already, or when there are too many.</summary>
    public bool TryAdd(ReadOnlySpan<byte> @namespace)
    {
        if (_joined.Count == Capacity || Contains(@namespace))
        {
            return false;
        }

        _joined.Add(@namespace.ToArray());
        return true;
    }

    /// <summary>False when the namespace was not joined.</summary>
    public bool Remove(ReadOnlySpan<byte> @namespace)
    {
        if (!Contains(@namespace))
        {
            return false;
        }

        _joined.Remove(_last);
        _last = [];
        return true;
    }

    private bool Find(ReadOnlySpan<byte> @namespace)
    {
        foreach (byte[] joined in _joined)
        {
            if (@namespace.SequenceEqual(joined))
            {
                _last = joined;
                return true;
            }
        }

        return false;
    }
}

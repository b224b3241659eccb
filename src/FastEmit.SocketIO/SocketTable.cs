namespace FastEmit.SocketIO;

/// <summary>
/// The sockets of a connection, by namespace and by the number in their records. The connection's lock guards every member but
/// <see cref="Find"/> and <see cref="OfNumber"/>, which the read loop and the writer call without it: the array they read is replaced, never changed.
/// </summary>
/// <remarks>
/// A number is used again only when the records that carry it have been written: those that were queued when the socket was removed leave
/// with the next take of the outbox, and are written before the take after that.
/// </remarks>
internal sealed class SocketTable
{
    private const int TakesUntilWritten = 2;

    private readonly Dictionary<string, SocketIOSocket> _byNamespace = [];
    private readonly Queue<(int Number, long Take)> _leaving = new();
    private readonly Stack<int> _free = new();
    private SocketIOSocket?[] _byNumber = [];
    private long _takes;

    /// <summary>All of them.</summary>
    public IReadOnlyCollection<SocketIOSocket> All => _byNamespace.Values;

    /// <summary>The sockets that take part, in no order. Any thread.</summary>
    public SocketIOSocket?[] Snapshot => Volatile.Read(ref _byNumber);

    /// <summary>The socket of a namespace, made by <paramref name="create"/> from its number when there is none.</summary>
    /// <exception cref="InvalidOperationException">There are too many already.</exception>
    public SocketIOSocket GetOrAdd(string ns, Func<int, SocketIOSocket> create)
    {
        if (_byNamespace.TryGetValue(ns, out SocketIOSocket? socket))
        {
            return socket;
        }

        SocketIOSocket?[] copy = _byNumber;
        if (!_free.TryPop(out int number))
        {
            number = copy.Length + 1;
            copy = [.. copy, null];
        }
        else
        {
            copy = [.. copy];
        }

        if (number > ushort.MaxValue)
        {
            throw new InvalidOperationException("One connection carries at most 65,535 namespaces.");
        }

        socket = create(number);
        copy[number - 1] = socket;
        _byNamespace.Add(ns, socket);
        Volatile.Write(ref _byNumber, copy);
        return socket;
    }

    /// <summary>Forgets a socket. Its number stays taken until its records are written.</summary>
    public void Remove(SocketIOSocket socket)
    {
        if (_byNamespace.Remove(socket.Namespace))
        {
            _leaving.Enqueue((socket.Number, _takes + TakesUntilWritten));
        }
    }

    /// <summary>The writer has taken the outbox.</summary>
    public void OnTaken()
    {
        _takes++;
        while (_leaving.TryPeek(out (int Number, long Take) left) && left.Take <= _takes)
        {
            _leaving.Dequeue();
            SocketIOSocket?[] copy = [.. _byNumber];
            copy[left.Number - 1] = null;
            _free.Push(left.Number);
            Volatile.Write(ref _byNumber, copy);
        }
    }

    /// <summary>The socket whose number a record carries. Any thread.</summary>
    public SocketIOSocket? OfNumber(int number) => Volatile.Read(ref _byNumber)[number - 1];

    /// <summary>The socket of a namespace; null when there is none. Any thread.</summary>
    public SocketIOSocket? Find(ReadOnlySpan<byte> ns)
    {
        // A handful of namespaces at most, and nearly always the same one as last time: a scan beats a hash.
        foreach (SocketIOSocket? socket in Volatile.Read(ref _byNumber))
        {
            if (socket is { IsRemoved: false } && socket.Utf8Namespace.SequenceEqual(ns))
            {
                return socket;
            }
        }

        return null;
    }
}

namespace FastEmit.Simulation;

/// <summary>One direction of a connection: bytes arrive in order, late, in pieces; what is not read stays, and then there is no room.</summary>
internal sealed class Pipe(World world, PathQuality path)
{
    private byte[] _arrived = new byte[1024];
    private int _start;
    private int _end;
    private long _inTransit;
    private long _lastArrival;
    private long _stalledUntil;
    private bool _isClosed;
    private bool _isDead;

    /// <summary>Something has arrived.</summary>
    public Action? OnArrived { get; set; }

    /// <summary>Nothing more will.</summary>
    public Action? OnClosed { get; set; }

    /// <summary>Bytes that have arrived and are not read.</summary>
    public int Unread => _end - _start;

    /// <summary>Bytes that have arrived so far.</summary>
    public long Acknowledged { get; private set; }

    public long Unacknowledged => _inTransit;

    /// <summary>Bytes that the systems at both ends still take.</summary>
    public int Room => (int)Math.Max(0, path.SocketBytes - _inTransit - Unread);

    /// <summary>Bytes written get lost from now on, and nobody learns of it.</summary>
    public void Die() => _isDead = true;

    public void Stall(TimeSpan time) => _stalledUntil = Math.Max(_stalledUntil, world.Now + time.Ticks);

    /// <summary>Closes it behind what was written, or at once.</summary>
    public void Close(bool isReset)
    {
        if (_isDead)
        {
            return;
        }

        long at = world.Now + path.Latency.Ticks;
        _isClosed |= isReset;
        world.At(isReset ? at : Math.Max(at, Math.Max(_lastArrival, _stalledUntil)), () =>
        {
            _isClosed = true;
            OnClosed?.Invoke();
        });
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int length = path.IsSplit ? world.Random.Next(1, bytes.Length + 1) : bytes.Length;
            byte[] piece = bytes[..length].ToArray();
            bytes = bytes[length..];
            _inTransit += length;
            if (!_isDead)
            {
                long arrival = world.Now + path.Latency.Ticks + world.Random.NextInt64(path.Jitter.Ticks + 1);
                _lastArrival = Math.Max(Math.Max(arrival, _lastArrival), _stalledUntil);
                world.At(_lastArrival, () => Arrive(piece));
            }
        }
    }

    /// <summary>Takes up to so many bytes out.</summary>
    public int Read(Span<byte> destination)
    {
        int length = Math.Min(destination.Length, Unread);
        _arrived.AsSpan(_start, length).CopyTo(destination);
        _start += length;
        return length;
    }

    private void Arrive(byte[] piece)
    {
        if (_isClosed || _isDead)
        {
            return;
        }

        if (_end + piece.Length > _arrived.Length)
        {
            byte[] larger = Unread + piece.Length > _arrived.Length / 2 ? new byte[2 * (Unread + piece.Length)] : _arrived;
            _arrived.AsSpan(_start, Unread).CopyTo(larger);
            _end -= _start;
            _start = 0;
            _arrived = larger;
        }

        piece.CopyTo(_arrived, _end);
        _end += piece.Length;
        _inTransit -= piece.Length;
        Acknowledged += piece.Length;
        OnArrived?.Invoke();
    }
}

namespace FastEmit.Sending;

/// <summary>
/// Acknowledgement ids on their way from the read loop to the sender: one writer, one reader, no locks. It holds as
/// many as there can be marks on the wire; what a server sends beyond that answers nothing and is let go.
/// </summary>
internal sealed class AckInbox
{
    private const int Capacity = InFlightWindow.MaxMarks;

    private readonly long[] _ids = new long[Capacity];
    private long _read;
    private long _written;

    /// <summary>Read loop only.</summary>
    public void Add(long id)
    {
        long written = _written;
        if (written - Volatile.Read(ref _read) < Capacity)
        {
            _ids[written % Capacity] = id;
            Volatile.Write(ref _written, written + 1); // release: the id is there before it counts
        }
    }

    /// <summary>Sender only.</summary>
    public bool TryTake(out long id)
    {
        long read = _read;
        if (read == Volatile.Read(ref _written))
        {
            id = 0;
            return false;
        }

        id = _ids[read % Capacity];
        Volatile.Write(ref _read, read + 1);
        return true;
    }
}

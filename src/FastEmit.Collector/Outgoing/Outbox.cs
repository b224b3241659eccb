using System.Buffers;

namespace FastEmit.Collector.Outgoing;

/// <summary>Packets that wait for the transport, in the order in which they were added. Thread-safe; takes its memory from the shared pool.</summary>
internal sealed class Outbox
{
    private const int SmallestBuffer = 512;

    private readonly Lock _lock = new();
    private byte[] _records = [];
    private volatile int _length;
    private bool _isClosed;

    /// <summary>Bytes that wait.</summary>
    public int Length => _length;

    public bool IsEmpty => _length == 0;

    /// <summary>Adds one packet. False when the session has ended.</summary>
    public bool Add(PacketKind kind, ReadOnlySpan<byte> packet)
    {
        lock (_lock)
        {
            if (_isClosed)
            {
                return false;
            }

            Span<byte> room = Reserve(PacketRecords.LengthOf(packet));
            _length += PacketRecords.Write(room, kind, packet);
            return true;
        }
    }

    /// <summary>Adds what another buffer gathered, all of it or nothing, with no other packet in between. False when the session has ended.</summary>
    public bool AddRecords(ReadOnlySpan<byte> records)
    {
        lock (_lock)
        {
            if (_isClosed)
            {
                return false;
            }

            records.CopyTo(Reserve(records.Length));
            _length += records.Length;
            return true;
        }
    }

    /// <summary>Takes everything. The caller returns <paramref name="records"/> to the shared pool when it has a length.</summary>
    /// <returns>How many bytes of it are records.</returns>
    public int Take(out byte[] records)
    {
        lock (_lock)
        {
            records = _records;
            int length = _length;
            _records = [];
            _length = 0;
            return length;
        }
    }

    /// <summary>Throws away what waits; nothing is taken any more.</summary>
    public void Close()
    {
        byte[] records;
        lock (_lock)
        {
            _isClosed = true;
            _length = 0;
            records = _records;
            _records = [];
        }

        Return(records);
    }

    /// <summary>Gives memory back that <see cref="Take"/> handed out.</summary>
    public static void Return(byte[] records)
    {
        if (records.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(records);
        }
    }

    private Span<byte> Reserve(int bytes)
    {
        int needed = checked(_length + bytes);
        if (needed > _records.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Math.Max(SmallestBuffer, 2 * _records.Length)));
            _records.AsSpan(0, _length).CopyTo(larger);
            Return(_records);
            _records = larger;
        }

        return _records.AsSpan(_length);
    }
}

using FastEmit.Buffers;

namespace FastEmit.Simulation;

/// <summary>
/// A ring file, its processes and its disk. A process that dies leaves the bytes as they are. A power cut leaves each sector as it was
/// written out last, or as it was some time later, or as it is: lost, out of order, records torn.
/// </summary>
internal sealed unsafe class SimulatedDisk
{
    private const int Sector = 512;
    private const int MostLater = 3;
    private const ulong Key = 0x9E37_79B9_7F4A_7C15;

    private readonly SimulatedRingMemory _file;
    private readonly byte[] _written;
    private readonly List<byte[]> _later = [];

    /// <summary>The process that has each of the file's owner locks; each process is an object of its own.</summary>
    private readonly object?[] _owners = new object?[4];

    public SimulatedDisk(int capacity)
    {
        _file = SimulatedRingMemory.Create(capacity, Key);
        _written = _file.Bytes.ToArray();
    }

    /// <summary>Whether the power was cut since a consumer took the file over.</summary>
    public bool IsStale { get; set; }

    /// <summary>The rule that the file's cursors break, or null; the product would set the file aside.</summary>
    public string? FindBadCursor()
    {
        long freed = Cursor(RingLayout.Freed);
        return RingCursors.FindFault(freed, Cursor(RingLayout.Freeing), Cursor(RingLayout.Confirmed), Cursor(RingLayout.Claimed), freed, _file.Capacity);
    }

    /// <summary>Bytes that are not free, of the whole capacity.</summary>
    public long Used => Cursor(RingLayout.Claimed) - Cursor(RingLayout.Freed);

    /// <summary>The file as another process maps it. What the product does when it opens one.</summary>
    public SimulatedRingMemory Open(object process, bool isConsumer)
    {
        int slot = Array.IndexOf(_owners, null);
        _owners[slot] = process;
        ref int generation = ref ((int*)(_file.Start + RingLayout.CursorBytes))[slot];
        generation++;
        *(long*)(_file.Start + RingLayout.FreedSeen) = Cursor(RingLayout.Freed);
        return new SimulatedRingMemory(_file, this, ((uint)generation << 12) | (uint)slot, isConsumer);
    }

    /// <summary>The process is gone.</summary>
    public void Close(object process) => _owners[Array.IndexOf(_owners, process)] = null;

    /// <summary>Whether the owner's lock is taken in the generation that it names.</summary>
    public bool IsAlive(uint owner)
    {
        int slot = (int)(owner & 0xFFF);
        return slot < _owners.Length && _owners[slot] is not null && ((int*)(_file.Start + RingLayout.CursorBytes))[slot] == (int)(owner >> 12);
    }

    /// <summary>Everything is on the disk.</summary>
    public void WriteOut()
    {
        _file.Bytes.CopyTo(_written);
        _later.Clear();
    }

    /// <summary>From now on the system may have written something out as it is now.</summary>
    public void Look(Random random)
    {
        if (_later.Count == MostLater)
        {
            _later.RemoveAt(random.Next(MostLater));
        }

        _later.Add(_file.Bytes.ToArray());
    }

    /// <summary>The power is cut, all processes with it, and comes back.</summary>
    public void LosePower(Random random)
    {
        Look(random);
        Array.Clear(_owners);
        Span<byte> bytes = _file.Bytes;
        for (int start = 0; start < bytes.Length; start += Sector)
        {
            int length = Math.Min(Sector, bytes.Length - start);
            int image = random.Next(_later.Count + 1);
            (image == _later.Count ? _written : _later[image]).AsSpan(start, length).CopyTo(bytes[start..]);
        }

        IsStale = true;
        WriteOut();
    }

    private long Cursor(int offset) => *(long*)(_file.Start + offset);
}

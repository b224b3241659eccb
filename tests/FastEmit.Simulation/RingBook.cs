using System.Runtime.InteropServices;
using FastEmit.Buffers;

namespace FastEmit.Simulation;

/// <summary>What a ring file promises about each event, checked as it is read.</summary>
internal sealed class RingBook
{
    private readonly List<Entry> _events = [];

    /// <summary>Read and not released, with the ends of their records.</summary>
    private readonly Queue<(int Number, long End)> _read = new();

    private int _consumer;
    private int _last = -1;
    private int _releasing;

    /// <summary>The number of the next event.</summary>
    public int Begin()
    {
        _events.Add(new Entry());
        return _events.Count - 1;
    }

    /// <summary>A packet of the event: each of its words says its number, and imitates a record's word.</summary>
    public static ReadOnlySpan<byte> PacketOf(int number, int length)
    {
        long[] words = new long[length / sizeof(long)];
        words.AsSpan().Fill(WordOf(number));
        return MemoryMarshal.AsBytes(words.AsSpan());
    }

    public void OnAppended(int number) => _events[number].MustCome = true;

    public void OnRefused(int number) => _events[number].MayCome = false;

    /// <summary>What is in the ring now outlives the machine's power.</summary>
    public void OnWrittenOut()
    {
        foreach (Entry entry in _events)
        {
            entry.IsOnDisk = entry.MustCome;
            entry.IsOffDisk = !entry.MayCome && !entry.IsDoubtful;
        }
    }

    public void OnPowerLost()
    {
        foreach (Entry entry in _events)
        {
            entry.MustCome = entry.IsOnDisk;
            entry.MayCome = !entry.IsOffDisk;
            entry.IsDoubtful |= !entry.IsOnDisk;
        }
    }

    /// <summary>Another consumer reads from the beginning.</summary>
    public void OnTakenOver()
    {
        _read.Clear();
        _consumer++;
        _last = -1;
    }

    /// <summary>The event that was read.</summary>
    public int OnRead(ReadOnlySpan<byte> packet, long end)
    {
        ReadOnlySpan<long> words = MemoryMarshal.Cast<byte, long>(packet);
        int number = words.Length == 0 ? -1 : (int)(words[0] >>> 32);
        Expect(
            packet.Length % sizeof(long) == 0 && number >= 0 && number < _events.Count && !words.ContainsAnyExcept(WordOf(number)),
            $"Bytes are read that nobody appended: {Convert.ToHexString(packet)}");
        Entry entry = _events[number];
        Expect(entry.MayCome, $"Event {number} is read, which was refused, released or lost.");
        Expect(entry.ReadBy != _consumer, $"Event {number} is read twice.");
        entry.ReadBy = _consumer;
        entry.MustCome = true;
        if (!entry.IsDoubtful)
        {
            Expect(number > _last, $"Event {number} is read after {_last}.");
            _last = number;
        }

        _read.Enqueue((number, end));
        return number;
    }

    /// <summary>Nothing more is there to read.</summary>
    public void OnReadToTheEnd()
    {
        for (int number = 0; number < _events.Count; number++)
        {
            Entry entry = _events[number];
            if (entry.ReadBy != _consumer)
            {
                Expect(!entry.MustCome, $"Event {number} is lost.");
                entry.MayCome = false;
            }
        }
    }

    /// <summary>The position up to which the consumer is about to release: all of what it has read, or with a random number some.</summary>
    public long BeginRelease(Random? random, long position)
    {
        _releasing = _read.Count == 0 || random is null ? _read.Count : random.Next(1, _read.Count + 1);
        long end = _releasing == _read.Count ? position : _read.ElementAt(_releasing - 1).End;
        foreach ((int number, _) in _read.Take(_releasing))
        {
            _events[number].MustCome = false;
            _events[number].IsOnDisk = false;
        }

        return end;
    }

    public void OnReleased()
    {
        while (_releasing > 0)
        {
            _events[_read.Dequeue().Number].MayCome = false;
            _releasing--;
        }
    }

    private static long WordOf(int number)
    {
        uint low = (number % 3) switch
        {
            0 => (uint)RecordWord.Committed(8, 0),
            1 => (uint)RecordWord.Padding(64),
            _ => (uint)RecordWord.Claimed(8, 0),
        };
        return ((long)number << 32) | low;
    }

    private static void Expect(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new BrokenPromiseException(otherwise);
        }
    }

    /// <summary>What is known of an event.</summary>
    private sealed class Entry
    {
        /// <summary>It was appended, and its release has not begun.</summary>
        public bool MustCome { get; set; }

        /// <summary>It was not refused, released or found to be lost.</summary>
        public bool MayCome { get; set; } = true;

        /// <summary>It was appended before everything was written out, and its release has not begun.</summary>
        public bool IsOnDisk { get; set; }

        /// <summary>
        /// The power was cut before it was written out. It may be lost, and come back with the next cut: its bytes may be on the disk behind the
        /// gap of another that is lost. Newer ones may have taken that one's place.
        /// </summary>
        public bool IsDoubtful { get; set; }

        /// <summary>The last consumer that read it.</summary>
        public int ReadBy { get; set; }

        /// <summary>It was refused or released when everything was written out.</summary>
        public bool IsOffDisk { get; set; }
    }
}

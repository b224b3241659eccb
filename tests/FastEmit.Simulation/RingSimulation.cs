using System.Text;
using FastEmit.Buffers;

namespace FastEmit.Simulation;

/// <summary>
/// A ring file through the deaths of its processes and the cuts of its machine's power, drawn from a seed. One thread; processes are killed
/// or stopped at any store.
/// </summary>
internal sealed class RingSimulation(int seed, bool isTraced)
{
    private const int Capacity = RingLayout.MinCapacity;
    private const int Steps = 400;
    private const int MostRounds = 10_000;
    private const int Immortal = int.MaxValue;

    private readonly Random _random = new(seed);

    /// <summary>Whether producers rather stop in the middle of a copy than die, and consumers give up on them.</summary>
    private readonly bool _isSlow = seed % 8 == 0;

    private readonly SimulatedDisk _disk = new(Capacity);
    private readonly RingBook _book = new();
    private readonly StringBuilder _trace = new();
    private readonly List<Process> _producers = [];
    private readonly List<Process> _stopped = [];
    private Process? _consumer;
    private long _position;

    /// <summary>Everything that happened.</summary>
    public string Trace => _trace.ToString();

    /// <summary>Appends that returned.</summary>
    public int Appended { get; private set; }

    /// <summary>Power cuts.</summary>
    public int PowerCuts { get; private set; }

    /// <exception cref="BrokenPromiseException">A promise is broken.</exception>
    public void Run()
    {
        int syncs = _random.Next(3) * 10; // never, now and then, often
        for (int step = 0; step < Steps; step++)
        {
            Act(_random.Next(100), syncs);
            Expect(_disk.FindBadCursor() is null, $"{_disk.FindBadCursor()}");
        }

        End();
    }

    private void Act(int chance, int syncs)
    {
        if (_isSlow)
        {
            // No power cuts, and what is stopped goes on at last: by then others have taken the ring over.
            chance = chance is 93 or (>= 87 and < 90) ? 86 : chance;
        }

        if (_random.Next(100) < syncs)
        {
            WriteOut();
        }

        switch (chance)
        {
            case < 50:
                Append(RandomLength());
                break;
            case < 75:
                Consume();
                break;
            case < 85:
                _disk.Look(_random);
                break;
            case < 87 when _stopped.Count != 0:
                Log($"{_stopped[0]} goes on copying");
                _stopped[0].Life.FinishCopy();
                break;
            case < 90 when _stopped.Count != 0:
                Kill(_stopped[0]);
                break;
            case < 93 when _consumer is not null:
                Kill(_consumer);
                break;
            case 93:
                LosePower();
                break;
            default:
                break;
        }
    }

    private int RandomLength() => _random.Next(10) == 0 ? _random.Next(1, ((Capacity / 2) - RecordHeader.Size) / 8 + 1) * 8 : _random.Next(1, 26) * 8;

    private void Append(int length)
    {
        Process process = _consumer is not null && _random.Next(2) == 0 ? _consumer : Producer();
        int number = _book.Begin();
        try
        {
            AppendResult result = process.Ring.TryAppend(RingBook.PacketOf(number, length), 0);
            Log($"{process} appends {number} ({length} bytes): {result}");
            if (result == AppendResult.Appended)
            {
                _book.OnAppended(number);
                Appended++;
            }
            else
            {
                _book.OnRefused(number);
            }
        }
        catch (DyingRing.DeathException)
        {
            Log($"{process} dies appending {number}");
            OnDied(process);
        }
    }

    /// <summary>When everything is delivered and the other processes are gone, with what they have not finished, there is room.</summary>
    private void ExpectRoom()
    {
        KillProducers();
        while (TryReadOn(giveUpOnLiving: false))
        {
        }

        if (_position != _consumer!.Ring.Confirmed)
        {
            Release(random: null);
        }

        TryReadOn(giveUpOnLiving: false); // What was held back is freed when there is nothing to read.
        Expect(_disk.Used == 0, $"{_disk.Used} bytes of an empty ring are not free.");
    }

    /// <summary>Takes over, reads, passes over what is in the way, or releases.</summary>
    private void Consume()
    {
        try
        {
            if (_consumer is null)
            {
                TakeOver(RandomLife());
                return;
            }

            for (int left = _random.Next(8); left > 0 && TryReadOn(giveUpOnLiving: _isSlow || _random.Next(4) == 0); left--)
            {
            }

            if (_random.Next(20) == 0)
            {
                ExpectRoom();
            }
            else if (_random.Next(2) == 0 && _position != _consumer.Ring.Confirmed)
            {
                Release(_random);
            }
        }
        catch (DyingRing.DeathException)
        {
            Log($"{_consumer} dies consuming");
            OnDied(_consumer!);
        }
    }

    private void TakeOver(int life)
    {
        _consumer = new Process(_disk, life, isConsumer: true);
        RingRecovery found = _consumer.Ring.Recover(now: 0);
        Log($"{_consumer} takes over: {found}");
        _book.OnTakenOver();
        _disk.IsStale = false;
        _position = _consumer.Ring.Confirmed;
        for (int round = 0; TryReadOn(giveUpOnLiving: true); round++)
        {
            Expect(round < MostRounds, "Reading does not end.");
        }

        _book.OnReadToTheEnd();
    }

    private bool TryReadOn(bool giveUpOnLiving)
    {
        DyingRing ring = _consumer!.Ring;
        if (ring.TryRead(_position, out RingRecord record))
        {
            int number = _book.OnRead(record.Packet, record.End);
            Log($"{_consumer} reads {number} until {record.End}");
            _position = record.End;
            return true;
        }

        bool isFurther = ring.Unblock(ref _position, giveUpOnLiving);
        if (!isFurther && ring.Claimed <= _position)
        {
            _book.OnReadToTheEnd();
        }

        return isFurther;
    }

    private void Release(Random? random)
    {
        long position = _book.BeginRelease(random, _position);
        Log($"{_consumer} releases until {position}");
        _consumer!.Ring.Release(position);
        _book.OnReleased();
    }

    private void WriteOut()
    {
        Log("Everything is written out");
        _disk.WriteOut();
        _book.OnWrittenOut();
    }

    private void LosePower()
    {
        Log("The power is cut");
        PowerCuts++;
        _consumer = null;
        _producers.Clear();
        _stopped.Clear();
        _disk.LosePower(_random);
        _book.OnPowerLost();
    }

    /// <summary>Whatever has happened: a consumer that lives gets everything, and then the ring is empty and takes the longest packet.</summary>
    private void End()
    {
        KillProducers();
        if (_consumer is not null)
        {
            Kill(_consumer);
        }

        TakeOver(Immortal);
        _consumer!.Ring.Release(_position);
        int longest = _consumer.Ring.MaxPacketLength / 8 * 8;
        int number = _book.Begin();
        Expect(_consumer.Ring.TryAppend(RingBook.PacketOf(number, longest), 0) == AppendResult.Appended, "The empty ring takes nothing.");
        _book.OnAppended(number);
        Expect(TryReadOn(giveUpOnLiving: false), "The last packet is not read.");
    }

    private Process Producer()
    {
        if (_producers.Count == 0 || (_producers.Count + _stopped.Count < 2 && _random.Next(4) == 0))
        {
            _producers.Add(new Process(_disk, RandomLife(), isConsumer: false));
        }

        return _producers[_random.Next(_producers.Count)];
    }

    private int RandomLife() => _random.Next(3) == 0 ? Immortal : _random.Next(200);

    private void OnDied(Process process)
    {
        if (process == _consumer)
        {
            Kill(process);
        }
        else if (_stopped.Count == 0 && (_isSlow || _random.Next(2) == 0))
        {
            Log($"{process} is stopped");
            _producers.Remove(process);
            _stopped.Add(process);
        }
        else
        {
            Kill(process);
        }
    }

    private void KillProducers()
    {
        foreach (Process process in _producers.Concat(_stopped).ToList())
        {
            Kill(process);
        }
    }

    private void Kill(Process process)
    {
        Log($"{process} is gone");
        _disk.Close(process);
        _producers.Remove(process);
        _stopped.Remove(process);
        _consumer = process == _consumer ? null : _consumer;
    }

    private void Log(string line)
    {
        if (isTraced)
        {
            _trace.AppendLine(line);
        }
    }

    private static void Expect(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new BrokenPromiseException(otherwise);
        }
    }

    /// <summary>A process that has the file open.</summary>
    private sealed class Process
    {
        private readonly string _name;

        public Process(SimulatedDisk disk, int life, bool isConsumer)
        {
            SimulatedRingMemory memory = disk.Open(this, isConsumer);
            Life = new DyingRing.Life(life);
            Ring = new DyingRing(memory, Life);
            _name = $"{(isConsumer ? "consumer" : "producer")} {memory.Owner:X}";
        }

        public DyingRing.Life Life { get; }

        public DyingRing Ring { get; }

        public override string ToString() => _name;
    }
}

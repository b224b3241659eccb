namespace FastEmit.Buffers;

/// <summary>The ring of a lane. See <see cref="Ring{TAccess}"/> for what it promises and how.</summary>
internal sealed class EventRing(RingMemory memory) : Ring<ProcessorAccess>(memory, default)
{
    private long _sumSeen;
    private int _quietTimes;
    private ulong _epoch;

    /// <summary>
    /// Names the ring's records together with their positions. Consumer only; another one after a move. Drawn when it is asked for: random
    /// numbers load OpenSSL, which would double the time of a hook.
    /// </summary>
    public ulong Epoch => _epoch != 0 ? _epoch : _epoch = RingEpoch.Next();

    /// <summary>Goes on with the epoch of the file's last consumer, if its positions were never used for anything else. Once, after recovery.</summary>
    public void ResumeEpoch(in RingRecovery found) => _epoch = (Memory as MappedRingMemory)?.TakeEpoch(goesOn: found.DamagedBytes == 0) ?? _epoch;

    /// <summary>
    /// Listens for producers in other processes. Null when there are none, or when this platform cannot be woken by them. Once,
    /// in the consuming process, and again after a move.
    /// </summary>
    /// <param name="name">Of the thread that listens.</param>
    /// <param name="onRung">Called by that thread when the <see cref="RingBell"/> was asked and has rung.</param>
    public RingBell? Listen(string name, Action onRung) =>
        Memory is MappedRingMemory mapped && mapped.Backing.TryListen(mapped.Path) is { } call ? new RingBell(mapped, call, name, onRung) : null;

    /// <summary>Looks for the file, and goes on in another if it is lost. Null when all is well, which costs two system calls. Consumer only.</summary>
    /// <remarks>What was read and not released must be read again: some of it may be gone.</remarks>
    public RingMove? MoveIfLost(TimeProvider time) =>
        Memory is MappedRingMemory file && file.FindFault() is { } fault ? Move(file, fault, time) : null;

    /// <summary>Waits until all that is in the ring now is on the disk. Null when it is, or when the ring has no file. Any thread.</summary>
    public RingFileException? TryWriteOut()
    {
        if (Memory is not MappedRingMemory file)
        {
            return null;
        }

        try
        {
            file.WriteOut();
            return null;
        }
        catch (IOException exception)
        {
            return new RingFileException(RingFileProblem.NotWritable, file.Path, $"it cannot be written to its disk: {exception.Message}", exception);
        }
    }

    /// <summary>Whether something has been appended or released since the last two times this was asked. One caller.</summary>
    /// <remarks>Two, because a claim moves the cursor before its record is whole.</remarks>
    public bool HasChanged()
    {
        long sum = Claimed + Confirmed;
        _quietTimes = sum == _sumSeen ? Math.Min(_quietTimes + 1, 2) : 0;
        _sumSeen = sum;
        return _quietTimes < 2;
    }

    /// <summary>Lets the next consumer have the file. The ring stays usable in memory.</summary>
    public void Close() => (Memory as MappedRingMemory)?.Dispose();

    private RingMove Move(MappedRingMemory file, RingFileException fault, TimeProvider time)
    {
        if (!file.IsLost)
        {
            Shared.Moving.CloseToProducers();
        }

        OwnRingMemory settled = new(file.Leave(Shared.Released, out RingRemains remains), file);
        long kept = Shared.Moving.SettleIn(new EventRing(settled).Shared, out long appended);
        RingMemory memory;
        MappedRingMemory? other = null;
        string? aside = null;
        string where;
        try
        {
            memory = RingFile.Replace(file, settled.Image, time, out aside, out other);
            where = $"A new file takes its place{(aside is null ? "" : $", and what lay there is kept as '{aside}'")}.";
        }
        catch (RingFileException exception)
        {
            memory = settled;
            where = $"Events wait in memory from now on and do not outlive this process, because no new file can be made: {RingFileException.About(exception)}";
        }

        appended = Math.Min(appended, Shared.Moving.MoveTo(memory));
        _epoch = (memory as MappedRingMemory)?.TakeEpoch(goesOn: false) ?? 0; // Positions behind what was kept are used again.
        file.Dispose();
        if (other is not null)
        {
            Absorb(other, aside!, time);
        }

        string events = remains switch
        {
            RingRemains.All => "The events that waited in it are kept.",
            RingRemains.Some => "Of the events that waited in it those are kept that could be read.",
            _ => "The events that waited in it are lost.",
        };
        return new RingMove(new RingFileException(fault.Problem, file.Path, $"{RingFileException.About(fault)} {events} {where}"), kept, appended);
    }

    /// <summary>Takes in what other processes have appended to a file that they had made where this ring's file was missing.</summary>
    private void Absorb(MappedRingMemory file, string path, TimeProvider time)
    {
        using (file)
        {
            EventRing other = new(file);
            other.Recover(time.GetTimestamp());
            other.Shared.Moving.CloseToProducers();
            long position = other.Confirmed;
            while (true)
            {
                if (other.TryRead(position, out RingRecord record))
                {
                    if (record.Packet.Length > MaxPacketLength || TryAppend(record.Packet, record.Timestamp) != AppendResult.Appended)
                    {
                        return; // No room: the rest is in the file that was set aside.
                    }

                    position = record.End;
                    other.Release(position);
                }
                else if (!other.Unblock(ref position, giveUpOnLiving: true))
                {
                    break;
                }
            }

            File.Delete(path);
        }
    }
}

/// <summary>The result of an attempt to claim space in a ring.</summary>
internal enum AppendResult : byte
{
    /// <summary>The record is in the ring.</summary>
    Appended = 0,

    /// <summary>There is no room until more is released.</summary>
    Full,

    /// <summary>The ring takes no more records.</summary>
    Sealed,
}

/// <summary>A committed record. The packet's bytes stay valid until its position is released.</summary>
internal readonly ref struct RingRecord(ReadOnlySpan<byte> packet, long timestamp, long end)
{
    /// <summary>The complete Socket.IO packet, or a compound one.</summary>
    public ReadOnlySpan<byte> Packet { get; } = packet;

    /// <summary>When the event was appended, as a <see cref="TimeProvider"/> timestamp.</summary>
    public long Timestamp { get; } = timestamp;

    /// <summary>The ring position after this record.</summary>
    public long End { get; } = end;
}

/// <summary>A ring has left its file and gone on elsewhere.</summary>
/// <param name="Report">The damage of the file, and where the events are now.</param>
/// <param name="Kept">Records that the ring had counted as appended and that still wait in it.</param>
/// <param name="Appended">Records that the ring had counted as appended when it was closed to producers.</param>
internal sealed record RingMove(RingFileException Report, long Kept, long Appended);

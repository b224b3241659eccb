using FastEmit.Acks;
using FastEmit.Buffers;

namespace FastEmit.Tests.Sending;

public sealed class HeldPacketsTests : IDisposable
{
    private readonly Answers _answers = new();
    private readonly EventRing _ring = new(RingMemory.OnHeap(RingLayout.MinCapacity));
    private readonly HeldPackets _held;

    public HeldPacketsTests() => _held = new HeldPackets(_answers);

    public void Dispose() => _held.Dispose();

    [Fact]
    public void Rewind_ReleasedPacket_IsWrittenAgainFromItsCopy()
    {
        long end = Write(1, [7, 8]);
        Release(end);
        Assert.False(_held.HasUnwritten);
        _held.Rewind(end);
        Assert.True(_held.HasUnwritten && _held.TryPeek(out RingRecord record) && record.Packet.SequenceEqual<byte>([7, 8]));
        _held.OnWritten();
        Assert.False(_held.HasUnwritten);
    }

    [Fact]
    public void Rewind_PacketStillInTheRing_IsMetThere()
    {
        Write(1, [7]);
        _held.Rewind(0);
        Assert.False(_held.HasUnwritten || _held.HasPending);
        Assert.Empty(_answers.Failed);
    }

    [Fact]
    public void OnReleasing_PacketThatWasAnswered_IsNotWrittenAgain()
    {
        long end = Write(1, [7]);
        _answers.Pending.Clear();
        Release(end);
        _held.Rewind(end);
        Assert.False(_held.HasUnwritten || _held.HasReleased);
        Assert.Equal([(1, EmitFailure.ConnectionLost)], _answers.Failed);
    }

    [Fact]
    public void Prune_MostAreAnswered_KeepsTheOrderOfTheOthers()
    {
        for (int id = 1; id <= 4; id++)
        {
            Release(Write(id, [(byte)id]));
        }

        _answers.Pending.ExceptWith([1, 3, 4]);
        _held.Prune();
        _held.Rewind(_ring.Claimed);
        Assert.True(_held.TryPeek(out RingRecord record) && record.Packet.SequenceEqual<byte>([2]));
        _held.Refuse(EmitFailure.TooLarge);
        Assert.Equal([(2, EmitFailure.TooLarge)], _answers.Failed);
    }

    private long Write(long id, byte[] packet)
    {
        Assert.Equal(AppendResult.Appended, _ring.TryAppend(packet, 1));
        long end = _ring.Claimed;
        _answers.Pending.Add(id);
        _held.Add(id, end, packet.Length);
        return end;
    }

    private void Release(long end)
    {
        _held.OnReleasing(_ring, end);
        _ring.Release(end);
    }

    /// <summary>Answers without a table, a timer or a lock.</summary>
    private sealed class Answers : IAwaitedAnswers
    {
        public HashSet<long> Pending { get; } = [];

        public List<(long Id, EmitFailure Failure)> Failed { get; } = [];

        public long Owner => 1;

        public int Count => Pending.Count;

        public bool IsPending(long id) => Pending.Contains(id);

        public bool OnWrite(long id) => Pending.Contains(id);

        public void Complete(long id, ReadOnlySpan<byte> arguments) => Pending.Remove(id);

        public void Fail(long id, EmitFailure failure)
        {
            Pending.Remove(id);
            Failed.Add((id, failure));
        }
    }
}

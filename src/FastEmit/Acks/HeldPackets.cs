using System.Buffers;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using FastEmit.Buffers;

namespace FastEmit.Acks;

/// <summary>
/// The written events of one lane whose acknowledgement a caller waits for, in order. The ring releases an
/// event when the server has received it; the acknowledgement may come later, or the connection be lost before. So what the
/// ring releases is copied here, and written again ahead of everything else. Owned by the lane's sender.
/// </summary>
internal sealed class HeldPackets(IAwaitedAnswers acks) : IDisposable
{
    private readonly List<HeldPacket> _packets = [];

    /// <summary>How many at the front the present connection carries. Those behind have to be written again.</summary>
    private int _written;

    /// <summary>How many at the front the ring has released.</summary>
    private int _released;

    /// <summary>Whether there are packets to be written again.</summary>
    public bool HasUnwritten
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _written != _packets.Count && TryPeek(out _);
    }

    /// <summary>Whether anybody waits for the acknowledgement of one of them.</summary>
    public bool HasPending => _packets.Exists(packet => acks.IsPending(packet.Id));

    /// <summary>Whether anybody waits for the acknowledgement of one that the ring has released.</summary>
    public bool HasReleased => _packets.Exists(packet => packet.Copy is not null && acks.IsPending(packet.Id));

    /// <summary>A record that asks for an acknowledgement was written from the ring.</summary>
    /// <param name="id">The acknowledgement.</param>
    /// <param name="end">The record's end in the ring.</param>
    /// <param name="length">Bytes of its content.</param>
    public void Add(long id, long end, int length)
    {
        Debug.Assert(_written == _packets.Count, "What is held comes before what is in the ring.");
        _packets.Add(new HeldPacket(id, end, length, null));
        _written++;
    }

    /// <summary>The first packet that has to be written again.</summary>
    public bool TryPeek(out RingRecord record)
    {
        for (; _written != _packets.Count; _written++)
        {
            HeldPacket packet = _packets[_written];
            if (acks.IsPending(packet.Id))
            {
                record = new RingRecord(packet.Copy.AsSpan(0, packet.Length), timestamp: 0, packet.End);
                return true;
            }
        }

        record = default;
        return false;
    }

    /// <summary>The packet of <see cref="TryPeek"/> was written.</summary>
    public void OnWritten() => _written++;

    /// <summary>The packet of <see cref="TryPeek"/> can never be written.</summary>
    public void Refuse(EmitFailure failure) => acks.Fail(_packets[_written++].Id, failure);

    /// <summary>The ring is about to release everything before <paramref name="position"/>: what is still waited for is copied.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void OnReleasing(EventRing ring, long position)
    {
        if (_released != _packets.Count)
        {
            Copy(ring, position);
        }
    }

    /// <summary>Lets go of packets that have been answered, once they are the greater part.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prune()
    {
        if (_packets.Count != 0)
        {
            PruneSome();
        }
    }

    /// <summary>
    /// Nothing that was written will be answered. What has a copy is to be written again; what is in the ring will be met there;
    /// what is in neither is lost.
    /// </summary>
    /// <param name="released">Up to where the ring is released.</param>
    public void Rewind(long released)
    {
        int kept = 0;
        for (int i = 0; i < _packets.Count; i++)
        {
            HeldPacket packet = _packets[i];
            if (packet.Copy is not null)
            {
                _packets[kept++] = packet;
            }
            else if (packet.End <= released)
            {
                acks.Fail(packet.Id, EmitFailure.ConnectionLost);
            }
        }

        _packets.RemoveRange(kept, _packets.Count - kept);
        _released = kept;
        _written = 0;
    }

    /// <summary>Gives the copies back.</summary>
    public void Dispose()
    {
        _packets.ForEach(Return);
        _packets.Clear();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Copy(EventRing ring, long position)
    {
        for (; _released != _packets.Count && _packets[_released].End <= position; _released++)
        {
            HeldPacket packet = _packets[_released];
            if (acks.IsPending(packet.Id) && ring.TryRead(packet.End - RecordHeader.RecordSize(packet.Length), out RingRecord record))
            {
                byte[] copy = ArrayPool<byte>.Shared.Rent(packet.Length);
                record.Packet.CopyTo(copy);
                _packets[_released] = packet with { Copy = copy };
            }
        }
    }

    private void PruneSome()
    {
        // No more than that many can be waited for here, so at least half of them are not: each is looked at twice at most.
        if (_packets.Count < 2 * acks.Count)
        {
            return;
        }

        int kept = 0;
        int written = 0;
        int released = 0;
        for (int i = 0; i < _packets.Count; i++)
        {
            HeldPacket packet = _packets[i];
            if (!acks.IsPending(packet.Id))
            {
                Return(packet);
                continue;
            }

            written += i < _written ? 1 : 0;
            released += i < _released ? 1 : 0;
            _packets[kept++] = packet;
        }

        _packets.RemoveRange(kept, _packets.Count - kept);
        _written = written;
        _released = released;
    }

    private static void Return(HeldPacket packet)
    {
        if (packet.Copy is not null)
        {
            ArrayPool<byte>.Shared.Return(packet.Copy);
        }
    }
}

/// <summary>One entry of <see cref="HeldPackets"/>.</summary>
/// <param name="Id">The acknowledgement that is waited for.</param>
/// <param name="End">The end of its record in the ring.</param>
/// <param name="Length">Bytes of the record's content.</param>
/// <param name="Copy">The content, rented, once the ring has released it; null before.</param>
internal readonly record struct HeldPacket(long Id, long End, int Length, byte[]? Copy);

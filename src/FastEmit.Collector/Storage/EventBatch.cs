using System.Buffers;
using FastEmit.Collector.Events;
using FastEmit.SocketIO.Receiving;

namespace FastEmit.Collector.Storage;

/// <summary>
/// The events of one read, gathered for the stores. Owned by the dispatching thread. Between two reads it holds no memory: that of an idle
/// connection would be many times its share.
/// </summary>
internal sealed class EventBatch(TimeProvider time)
{
    private const int SmallestBytes = 4 * 1024;

    /// <summary>The most that is rented at once; what is beyond grows step by step.</summary>
    private const int LargestHint = 512 * 1024;

    private byte[] _records = [];
    private int _length;
    private int _lengthBefore;
    private long _now;

    public int Count { get; private set; }

    public bool IsEmpty => Count == 0;

    public EventRecords Records => new(Written, Count);

    private ReadOnlySpan<byte> Written => _records.AsSpan(0, _length);

    public void Add(
        scoped ReadOnlySpan<byte> @namespace,
        scoped ReadOnlySpan<byte> nameJson,
        scoped ReadOnlySpan<byte> data,
        scoped in AttachmentList attachments,
        Sequence sequence = default)
    {
        if (Count == 0)
        {
            _now = EventTime.ToMicroseconds(time.GetUtcNow()); // Once a read: reading the clock for each event would cost a tenth of all.
        }

        int length = RecordFormat.LengthOf(@namespace, nameJson, data, attachments);
        if (_records.Length - _length < length)
        {
            Grow(length);
        }

        RecordFormat.Write(_records.AsSpan(_length, length), _now, @namespace, nameJson, data, attachments, sequence);
        _length += length;
        Count++;
    }

    public void Clear()
    {
        _lengthBefore = Math.Min(_length, LargestHint);
        Count = 0;
        _length = 0;
        Return();
    }

    private void Return()
    {
        byte[] records = _records;
        _records = [];
        if (records.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(records);
        }
    }

    private void Grow(int needed)
    {
        long wanted = Math.Max(Math.Max(SmallestBytes, _lengthBefore), 2L * _records.Length);
        byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Max(checked(_length + needed), Math.Min(Array.MaxLength, wanted)));
        Written.CopyTo(larger);
        Return();
        _records = larger;
    }
}

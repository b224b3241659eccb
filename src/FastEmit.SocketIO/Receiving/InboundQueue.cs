using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FastEmit.SocketIO.SocketIO;

namespace FastEmit.SocketIO.Receiving;

/// <summary>
/// Between the read loop and one socket's handlers: events are copied in, and a work item of the thread pool hands them out, one at a
/// time and in order, together with notices (connected, disconnected). So no handler ever runs on the read loop.
/// </summary>
/// <remarks>Two buffers take turns: while the handlers work through one, the other fills. In steady state nothing is allocated.</remarks>
internal sealed class InboundQueue(SocketIOSocket socket, int maxBytes) : IThreadPoolWorkItem
{
    private const int HeaderLength = 40;
    private const int KeptCapacity = 1024 * 1024;
    private const int SmallCapacity = 4096;

    private readonly Lock _lock = new();
    private byte[] _filling = ArrayPool<byte>.Shared.Rent(SmallCapacity);
    private byte[] _draining = ArrayPool<byte>.Shared.Rent(SmallCapacity);
    private int _filled;
    private List<Action> _newNotices = [];
    private List<Action> _notices = [];
    private bool _scheduled;
    private TaskCompletionSource? _room;

    /// <summary>Whether reading should pause.</summary>
    public bool IsFull => Volatile.Read(ref _filled) > maxBytes;

    /// <summary>Called on the read loop.</summary>
    public void AddEvent(in SocketIOPacket packet, in AttachmentList attachments)
    {
        int lengths = attachments.Count * sizeof(int);
        InboundHeader header = new()
        {
            AckId = packet.AckId,
            NameStart = (int)Unsafe.ByteOffset(ref MemoryMarshal.GetReference(packet.Data), ref MemoryMarshal.GetReference(packet.EventName)),
            NameLength = packet.EventName.Length,
            JsonLength = packet.Data.Length,
            Attachments = attachments.Count,
            AttachmentBytes = attachments.Bytes.Length,
            Notice = -1,
            Length = RecordLength(packet.Data.Length + Padding(packet.Data.Length) + lengths + attachments.Bytes.Length),
        };
        bool schedule;
        lock (_lock)
        {
            Span<byte> record = Reserve(header);
            packet.Data.CopyTo(record);
            if (attachments.Count > 0)
            {
                Span<byte> tail = record[(packet.Data.Length + Padding(packet.Data.Length))..];
                MemoryMarshal.AsBytes(attachments.Lengths).CopyTo(tail);
                attachments.Bytes.CopyTo(tail[lengths..]);
            }

            schedule = !_scheduled;
            _scheduled = true;
        }

        if (schedule)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    /// <summary>Runs <paramref name="notice"/> in its turn among the events.</summary>
    public void AddNotice(Action notice)
    {
        bool schedule;
        lock (_lock)
        {
            Reserve(new InboundHeader { Notice = _newNotices.Count, Length = RecordLength(0) });
            _newNotices.Add(notice);
            schedule = !_scheduled;
            _scheduled = true;
        }

        if (schedule)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    /// <summary>Completes when the queue has room again.</summary>
    public Task WaitForRoomAsync()
    {
        lock (_lock)
        {
            if (!IsFull)
            {
                return Task.CompletedTask;
            }

            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _room.Task;
        }
    }

    void IThreadPoolWorkItem.Execute() => _ = DrainAsync();

    private async Task DrainAsync()
    {
        while (TrySwap(out int length))
        {
            for (int position = 0; position < length;)
            {
                ValueTask pending = HandOut(position, out int recordLength);
                if (!pending.IsCompletedSuccessfully)
                {
                    await socket.ObserveAsync(pending).ConfigureAwait(false);
                }

                position += recordLength;
            }

            _notices.Clear();
        }
    }

    private ValueTask HandOut(int position, out int length)
    {
        InboundHeader header = MemoryMarshal.Read<InboundHeader>(_draining.AsSpan(position));
        length = header.Length;
        if (header.Notice >= 0)
        {
            socket.Guard(_notices[header.Notice]);
            return default;
        }

        return socket.DispatchAsync(_draining, position);
    }

    private bool TrySwap(out int length)
    {
        TaskCompletionSource? room;
        lock (_lock)
        {
            length = _filled;
            if (length == 0)
            {
                _scheduled = false;
                if (_draining.Length > KeptCapacity)
                {
                    ArrayPool<byte>.Shared.Return(_draining);
                    _draining = ArrayPool<byte>.Shared.Rent(SmallCapacity);
                }

                return false;
            }

            (_filling, _draining) = (_draining, _filling);
            (_newNotices, _notices) = (_notices, _newNotices);
            _filled = 0;
            room = _room;
            _room = null;
        }

        room?.TrySetResult();
        return true;
    }

    private Span<byte> Reserve(in InboundHeader header)
    {
        int needed = checked(_filled + header.Length);
        if (needed > _filling.Length)
        {
            Grow(needed);
        }

        Span<byte> record = _filling.AsSpan(_filled, header.Length);
        MemoryMarshal.Write(record, header);
        _filled = needed;
        return record[HeaderLength..];
    }

    private void Grow(int needed)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Array.MaxLength, Math.Max((long)needed, 2L * _filling.Length)));
        _filling.AsSpan(0, _filled).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_filling);
        _filling = larger;
    }

    private static int RecordLength(int content) => HeaderLength + content + Padding(content);

    private static int Padding(int length) => -length & 7;
}

using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FastEmit.Protocol.Packets;
using FastEmit.SocketIO.Sending;

namespace FastEmit.SocketIO.Receiving;

/// <summary>
/// Between the read loop and one socket's handlers: events are copied in, and a work item of the thread pool hands them out, one at a
/// time and in order, together with notices (connected, disconnected). So no handler ever runs on the read loop.
/// </summary>
internal sealed class InboundQueue(SocketIOSocket socket, int maxBytes) : IThreadPoolWorkItem
{
    private const int HeaderLength = 40;

    [ThreadStatic]
    private static InboundQueue? _running;

    private readonly Lock _lock = new();
    private readonly Queue<Action> _notices = [];
    private readonly InboundBlocks _blocks = new();
    private readonly AsyncSignal _room = new();
    private TaskCompletionSource? _idle;
    private bool _scheduled;
    private bool _wantsRoom;
    private volatile bool _hasEnded;

    /// <summary>The queue whose handlers run on the calling thread right now.</summary>
    public static InboundQueue? Running => _running;

    /// <summary>Whether no handler is called any more.</summary>
    public bool HasEnded => _hasEnded;

    /// <summary>Whether reading should pause.</summary>
    public bool IsFull => _blocks.Waiting > maxBytes;

    /// <summary>Blocks that are kept for what comes.</summary>
    internal int FreeBlocks
    {
        get
        {
            lock (_lock)
            {
                return _blocks.FreeCount;
            }
        }
    }

    /// <summary>Called on the read loop.</summary>
    public void AddEvent(in SocketIOPacket packet, in AttachmentList attachments)
    {
        int lengths = attachments.Count * sizeof(int);
        InboundHeader header = new()
        {
            AckId = packet.AckId,
            Membership = socket.Membership,
            NameStart = (int)Unsafe.ByteOffset(ref MemoryMarshal.GetReference(packet.Data), ref MemoryMarshal.GetReference(packet.EventName)),
            NameLength = packet.EventName.Length,
            JsonLength = packet.Data.Length,
            Attachments = attachments.Count,
            AttachmentBytes = attachments.Bytes.Length,
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
            Reserve(new InboundHeader { IsNotice = true, Length = RecordLength(0) });
            _notices.Enqueue(notice);
            schedule = !_scheduled;
            _scheduled = true;
        }

        if (schedule)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    /// <summary>Completes when the queue has room again. One caller at a time: the read loop.</summary>
    public ValueTask WaitForRoomAsync()
    {
        lock (_lock)
        {
            if (!IsFull)
            {
                return default;
            }

            _wantsRoom = true;
        }

        return _room.WaitAsync();
    }

    /// <summary>Ends the reading: waits for room return, now and later, independent of handlers. Any thread.</summary>
    public void ReleaseReader() => _room.Signal();

    /// <summary>No handler is called any more.</summary>
    public void End() => _hasEnded = true;

    /// <summary>Completes when nothing waits and no handler runs.</summary>
    public Task WhenIdleAsync()
    {
        lock (_lock)
        {
            if (!_scheduled)
            {
                return Task.CompletedTask;
            }

            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task;
        }
    }

    /// <summary>Gives blocks back that were not needed since the last call. With every heartbeat.</summary>
    public void Trim()
    {
        lock (_lock)
        {
            _blocks.Trim();
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        InboundBlock? block = null;
        int position = 0;
        if (!HandOutMany(ref block, ref position, out ValueTask pending))
        {
            _ = ContinueAsync(block, position, pending);
        }
    }

    /// <summary>Goes on after a handler that did not finish at once.</summary>
    private async Task ContinueAsync(InboundBlock? block, int position, ValueTask pending)
    {
        do
        {
            await socket.Handlers.ObserveAsync(pending).ConfigureAwait(false);
        }
        while (!HandOutMany(ref block, ref position, out pending));
    }

    /// <summary>
    /// Hands out from <paramref name="position"/> on until nothing waits, or up to an event whose handlers do not finish at once.
    /// </summary>
    /// <param name="block">The block that is being handed out.</param>
    /// <param name="position">Where in it.</param>
    /// <param name="pending">The task of those handlers. It may have finished by the time that the caller sees it: only the result tells whether there is more to do.</param>
    /// <returns>Whether nothing waits any more.</returns>
    private bool HandOutMany(ref InboundBlock? block, ref int position, out ValueTask pending)
    {
        _running = this;
        while (block is not null || TryTake(out block))
        {
            while (position < block.Length)
            {
                pending = HandOut(block.Bytes, position, out int length);
                position += length;
                if (!pending.IsCompletedSuccessfully)
                {
                    _running = null;
                    return false;
                }
            }

            Release(block);
            block = null;
            position = 0;
        }

        _running = null;
        pending = default;
        return true;
    }

    private ValueTask HandOut(byte[] bytes, int position, out int length)
    {
        InboundHeader header = MemoryMarshal.Read<InboundHeader>(bytes.AsSpan(position));
        length = header.Length;
        if (header.IsNotice)
        {
            Action notice = NextNotice();
            if (!_hasEnded)
            {
                socket.Handlers.Run(notice);
            }

            return default;
        }

        return _hasEnded ? default : socket.Handlers.DispatchAsync(bytes, position);
    }

    private Action NextNotice()
    {
        lock (_lock)
        {
            return _notices.Dequeue();
        }
    }

    /// <summary>Takes the first block, also while it is being filled: what comes next goes into another.</summary>
    private bool TryTake([NotNullWhen(true)] out InboundBlock? block)
    {
        bool signal;
        lock (_lock)
        {
            // What handlers work on does not wait: one of them may need an ack, for which reading must go on.
            block = _blocks.TakeFirst();
            if (block is null)
            {
                _scheduled = false;
                _idle?.SetResult();
                _idle = null;
                return false;
            }

            signal = _wantsRoom && !IsFull;
            _wantsRoom &= !signal;
        }

        if (signal)
        {
            _room.Signal();
        }

        return true;
    }

    private void Release(InboundBlock block)
    {
        lock (_lock)
        {
            _blocks.Release(block);
        }
    }

    private Span<byte> Reserve(in InboundHeader header)
    {
        Span<byte> record = _blocks.Reserve(header.Length);
        MemoryMarshal.Write(record, header);
        return record[HeaderLength..];
    }

    private static int RecordLength(int content) => checked(HeaderLength + content + Padding(content));

    private static int Padding(int length) => -length & 7;
}

using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text;
using FastEmit.Events;
using FastEmit.Records;
using Microsoft.Extensions.Logging;

namespace FastEmit.Diagnostics;

/// <summary>
/// Raises EventLost, in the emitter's name, on a thread of the pool, one event at a time. Its queue is bounded: beyond the bound events are only
/// counted. Any thread; no caller waits here, and nothing is copied without a handler.
/// </summary>
internal sealed class LostEventFeed(object sender, ILogger logger)
{
    /// <summary>Events that may wait to be shown.</summary>
    public const int MaxEvents = 1_024;

    /// <summary>Bytes of data that may wait to be shown, the last event not counted.</summary>
    public const int MaxBytes = 4 << 20;

    private readonly ConcurrentQueue<EventLostEventArgs> _waiting = new();
    private int _count;
    private long _bytes;
    private long _skipped;
    private int _isShowing;

    /// <summary>The handlers of the emitter's event.</summary>
    public event EventHandler<EventLostEventArgs>? Handlers;

    /// <summary>Whether there is a handler.</summary>
    public bool IsWanted
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Handlers is not null;
    }

    /// <summary>An event of which there is a record's content.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Add(DropReason reason, ReadOnlySpan<byte> content, string? detail = null)
    {
        if (!TryReserve(content.Length))
        {
            return;
        }

        if (ReasonedRecord.Is(content))
        {
            content = new ReasonedRecord(content).Content;
        }

        if (CompoundPacket.Is(content))
        {
            CompoundPacket compound = new(content);
            byte[] text = new byte[InlinedAttachments.MaxLength(compound)];
            content = text.AsSpan(0, InlinedAttachments.Write(compound, text));
        }

        EventPacket packet = new(content);
        Show(new EventLostEventArgs(Encoding.UTF8.GetString(packet.Namespace), packet.Name, packet.Data.ToArray(), reason) { Detail = detail, Skipped = TakeSkipped() });
    }

    /// <summary>An event that was refused before it was written.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Add(DropReason reason, HookEventDescriptor descriptor)
    {
        if (TryReserve(0))
        {
            Show(new EventLostEventArgs(descriptor.Namespace, descriptor.Name, default, reason) { Skipped = TakeSkipped() });
        }
    }

    /// <summary>An event that was offered to the fallback.</summary>
    /// <param name="ns">Its namespace.</param>
    /// <param name="name">Its name.</param>
    /// <param name="data">Its data.</param>
    /// <param name="reason">Why it has not reached the server, when the fallback has it; null for <see cref="DropReason.FallbackFailed"/>.</param>
    /// <param name="detail">Details, or null.</param>
    public void Add(ReadOnlySpan<byte> ns, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, DropReason? reason, string? detail)
    {
        if (TryReserve(data.Length))
        {
            Show(new EventLostEventArgs(
                Encoding.UTF8.GetString(ns), Encoding.UTF8.GetString(name), data.ToArray(), reason ?? DropReason.FallbackFailed)
            {
                Detail = detail,
                IsDeadLettered = reason is not null,
                Skipped = TakeSkipped(),
            });
        }
    }

    private bool TryReserve(int bytes)
    {
        if (Volatile.Read(ref _count) >= MaxEvents || Volatile.Read(ref _bytes) >= MaxBytes)
        {
            Interlocked.Increment(ref _skipped);
            return false;
        }

        Interlocked.Increment(ref _count);
        return true;
    }

    private long TakeSkipped() => Interlocked.Exchange(ref _skipped, 0);

    private void Show(EventLostEventArgs lost)
    {
        Interlocked.Add(ref _bytes, lost.Data.Length);
        _waiting.Enqueue(lost);
        if (Interlocked.Exchange(ref _isShowing, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static feed => feed.ShowAll(), this, preferLocal: false);
        }
    }

    /// <summary>The thread that sets the flag raises the events. It clears the flag before its last look at the queue, so that no event stays in it.</summary>
    private void ShowAll()
    {
        do
        {
            while (_waiting.TryDequeue(out EventLostEventArgs? lost))
            {
                Interlocked.Decrement(ref _count);
                Interlocked.Add(ref _bytes, -lost.Data.Length);
                Call(lost);
            }

            Interlocked.Exchange(ref _isShowing, 0);
        }
        while (!_waiting.IsEmpty && Interlocked.Exchange(ref _isShowing, 1) == 0);
    }

    /// <summary>Calls every handler, whatever the others do.</summary>
    private void Call(EventLostEventArgs lost)
    {
        foreach (EventHandler<EventLostEventArgs> handler in Delegate.EnumerateInvocationList(Handlers))
        {
            try
            {
                handler(sender, lost);
            }
            catch (Exception exception)
            {
                logger.HandlerThrew(nameof(HookEmitter.EventLost), exception);
            }
        }
    }
}

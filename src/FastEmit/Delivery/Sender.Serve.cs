using System.Diagnostics;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using FastEmit.Buffers;
using FastEmit.Diagnostics;
using FastEmit.Pooling;
using FastEmit.Protocol.WebSockets;

namespace FastEmit.Delivery;

/// <summary>The passes over one connection: confirmations in, frames out.</summary>
internal sealed partial class Sender
{
    /// <summary>Bytes of the buffer that flushes are written from.</summary>
    public const int SegmentBytes = 512 << 10;

    /// <summary>
    /// Bytes of events in one flush, and so about the size of one write to the socket: half of what may be in flight. Smaller ones
    /// wake a fast server more often. What is left of the buffer is for control frames and CONNECT.
    /// </summary>
    private const int FlushBytes = SegmentBytes - (16 << 10);

    /// <summary>A pass that wrote less carries its own watermark.</summary>
    private const int MinUnmarkedBytes = 64 << 10;

    /// <summary>After so many the thread is lent to others: it may be the one that has to read heartbeats.</summary>
    private const int PassesInARow = 32;

    /// <summary>The largest control frame (RFC 6455 §5.5), masked.</summary>
    private const int ControlFrameBytes = 2 + 4 + MaxControlPayload;

    private const int MaxControlPayload = 125;

    private static readonly int WatermarkBytes = FrameWriter.MaskedLength(Watermark.Length);

    /// <summary>Serves until the connection is lost, and returns why; null when the lane stops and has taken leave.</summary>
    private async Task<string?> ServeAsync(LaneConnection connection)
    {
        connection.Start(_acks);
        int passes = 0;
        string? lossReason;
        while ((lossReason = connection.LossReason) is null)
        {
            TakeConfirmations(connection);
            if (_isUnproved)
            {
                TakeAcknowledgedBytes(connection);
            }

            if (Volatile.Read(ref _isLookDue) != 0)
            {
                LookAtWatermark(connection);
            }

            TakeNamespaceLoss(connection);
            LookAtFile();
            Publish();
            if (_stop.IsCancellationRequested)
            {
                await DisconnectAsync(connection).ConfigureAwait(false);
                return null;
            }

            if (connection.Retirement != Retirement.None && MayRetire(connection))
            {
                await DisconnectAsync(connection).ConfigureAwait(false);
                return null;
            }

            if (WritePass(connection, out TimeSpan wait))
            {
                _lane.StopAsking();
                if (_passEvents != 0)
                {
                    connection.Health.OnSent(_passEvents, _time.GetTimestamp());
                }

                WriteOutPass();
                await FlushPassAsync(connection).ConfigureAwait(false);
                if (++passes % PassesInARow == 0)
                {
                    if (_lane.Wake.Thread is { } thread)
                    {
                        await thread.YieldAsync();
                    }
                    else
                    {
                        await Task.Yield();
                    }
                }
            }
            else
            {
                await _lane.Wake.WaitAsync(BoundWait(BoundByExpiry(BoundByAcknowledged(BoundByFlow(ShortenForAcks(wait)))))).ConfigureAwait(false);
                _lane.StopAsking();
            }
        }

        return lossReason;
    }

    /// <summary>The time until an acknowledgement is overdue, if that is sooner.</summary>
    private TimeSpan ShortenForAcks(TimeSpan wait)
    {
        if (!IsAcknowledged || _inFlight.IsEmpty)
        {
            return wait;
        }

        TimeSpan overdue = _options.AckTimeout - _time.GetElapsedTime(_inFlight.OldestSince) + TimeSpan.FromMilliseconds(1);
        overdue = overdue < TimeSpan.Zero ? TimeSpan.Zero : overdue;
        return wait == Timeout.InfiniteTimeSpan || overdue < wait ? overdue : wait;
    }

    /// <summary>
    /// Writes what may be written now into the pipe, in the order of precedence: heartbeat, pong, CONNECT, events, and
    /// the watermark that covers them. False when that is nothing.
    /// </summary>
    private bool WritePass(LaneConnection connection, out TimeSpan wait)
    {
        _passEvents = 0;
        _passBytes = 0;
        Span<byte> pong = stackalloc byte[MaxControlPayload];
        bool heartbeat = connection.TakeHeartbeat();
        int pongLength = connection.TakePong(pong);
        bool due = IsBatchDue(connection, out NamespaceEntry? join, out int headFrameLength, out wait);
        if (!due && !heartbeat && pongLength < 0 && !MayMark)
        {
            return false;
        }

        int connectBytes = join is null ? 0 : FrameWriter.MaskedLength(join.ConnectPacket.Length);
        int eventBytes = !due ? 0 : Math.Max(FlushBytes, HasVisibleBatches ? MaxBatchFrameBytes(headFrameLength) : headFrameLength);
        var batch = new FrameBatch(
            connection.Output.GetSpan((3 * ControlFrameBytes) + connectBytes + eventBytes), connection.MaskKeys);
        if (heartbeat)
        {
            batch.Write(WebSocketOpcode.Text, "3"u8);
        }

        if (pongLength >= 0)
        {
            batch.Write(WebSocketOpcode.Pong, pong[..pongLength]);
        }

        if (join is not null)
        {
            batch.Write(WebSocketOpcode.Text, join.ConnectPacket);
        }
        else if (due && (!_held.HasUnwritten || (WriteHeld(connection, ref batch) && !_poison.IsTrial)))
        {
            if (HasVisibleBatches)
            {
                WriteBatches(connection, ref batch);
            }
            else
            {
                WriteEvents(connection, ref batch);
            }
        }

        if (MayMark && !IsMarkSoonEnough)
        {
            WriteWatermark(connection, ref batch);
        }

        connection.Output.Advance(batch.Length);
        return true;
    }

    private void WriteEvents(LaneConnection connection, ref FrameBatch batch)
    {
        FlowLimit limit = NextLimit();
        long sent = _sent;
        int before = batch.Length;
        long events = 0;
        long resent = 0;
        while (_ring.TryRead(sent, out RingRecord record)
            && limit.Allows(sent, record.End)
            && (CompoundPacket.Is(record.Packet)
                ? TryWriteCompound(connection, record, ref batch, out _)
                : record.Packet.Length <= connection.MaxPayload
                    && connection.Find(PacketNamespace.Of(record.Packet)) is { State: NamespaceState.Joined }
                    && batch.TryText(record.Packet, WatermarkBytes)))
        {
            events++;
            resent += record.End <= _everSent ? 1 : 0;
            sent = record.End;
        }

        _sent = sent;
        _everSent = Math.Max(_everSent, sent);
        NeedMark(connection, events);
        _passEvents = events;
        Counters.Sent += events;
        Counters.Resent += resent;
        _passBytes = batch.Length - before;
        Counters.BytesSent += _passBytes;
    }

    /// <summary>Whether events wait for a watermark, of either round, and one may be sent.</summary>
    private bool MayMark =>
        ((_unmarked != 0 || _wantsMark) && Marks.HasRoom) || (_inFlight.NeedsMark && !ReleasesOnWrite && !IsAcknowledged);

    /// <summary>
    /// Whether a pass that wrote much leaves the watermark to the next one: each costs the server an answer, and this process a
    /// few changes of threads. A pass that finds nothing more to write marks what is unmarked.
    /// </summary>
    private bool IsMarkSoonEnough => _passBytes >= MinUnmarkedBytes && _sent - _markedTo < _flow.Bytes / 4;

    private void WriteWatermark(LaneConnection connection, ref FrameBatch batch)
    {
        Span<byte> payload = stackalloc byte[Watermark.Length];
        _heartbeatsBefore = Marks.IsReturned ? connection.Heartbeats : _heartbeatsBefore;
        long events = ReleasesOnWrite ? 0 : _unmarked; // What was released when it was written has nothing to be confirmed.
        _markedTo = _sent;
        Watermark.Write(payload, Marks.Add(_sent, events, _time.GetTimestamp()));
        batch.Write(WebSocketOpcode.Ping, payload);
        _unmarked = 0;
        _wantsMark = false;
        TimeAnswer();
    }

    private ValueTask FlushPassAsync(LaneConnection connection) =>
        _passEvents != 0 && FlushTelemetry.IsEnabled ? FlushReportedAsync(connection) : FlushAsync(connection);

    private async ValueTask FlushReportedAsync(LaneConnection connection)
    {
        long started = _time.GetTimestamp();
        Activity? activity = _telemetry.Begin(_passEvents);
        await FlushAsync(connection).ConfigureAwait(false);
        _telemetry.End(activity, _time.GetElapsedTime(started), connection.LossReason);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask FlushAsync(LaneConnection connection)
    {
        bool written = false;
        try
        {
            ValueTask<FlushResult> flush = connection.Output.FlushAsync(CancellationToken.None);
            if (!flush.IsCompleted)
            {
                Volatile.Write(ref _flushingSince, _time.GetTimestamp());
                TimeAnswer();
            }

            await flush.ConfigureAwait(false);
            written = true;
        }
        catch (Exception exception)
        {
            connection.Lose($"Writing to the server failed: {exception.Message}");
        }

        if (_flushingSince != 0)
        {
            Volatile.Write(ref _flushingSince, 0);
        }

        if (ReleasesOnWrite && _sent != _ring.Confirmed)
        {
            ReleaseWritten(written);
            if (written)
            {
                connection.Health.OnConfirmed();
            }
        }
    }
}

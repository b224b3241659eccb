using System.Runtime.CompilerServices;
using FastEmit.Buffers;
using FastEmit.SocketIO.WebSockets;

namespace FastEmit.Delivery;

/// <summary>The passes over one connection: confirmations in, frames out.</summary>
internal sealed partial class Sender
{
    /// <summary>Bytes of events in one flush, and so about the size of one write to the socket.</summary>
    private const int FlushBytes = 128 << 10;

    /// <summary>The largest control frame (RFC 6455 §5.5), masked.</summary>
    private const int ControlFrameBytes = 2 + 4 + MaxControlPayload;

    private const int MaxControlPayload = 125;

    private static readonly int WatermarkBytes = FrameWriter.MaskedLength(Watermark.Length);

    /// <summary>Serves until the connection is lost, and returns why; null when the lane stops and has taken leave.</summary>
    private async Task<string?> ServeAsync(LaneConnection connection)
    {
        connection.Start();
        string? lossReason;
        while ((lossReason = connection.LossReason) is null)
        {
            TakeConfirmation(connection);
            TakeNamespaceLoss(connection);
            Publish();
            if (_stop.IsCancellationRequested)
            {
                await DisconnectAsync(connection).ConfigureAwait(false);
                return null;
            }

            if (WritePass(connection, out TimeSpan wait))
            {
                _lane.StopAsking();
                await FlushAsync(connection).ConfigureAwait(false);
            }
            else
            {
                await _lane.Wake.WaitAsync(wait).ConfigureAwait(false);
                _lane.StopAsking();
            }
        }

        return lossReason;
    }

    /// <summary>Releases what the server has received since the last look.</summary>
    private void TakeConfirmation(LaneConnection connection)
    {
        long position = connection.ConfirmedWatermark;
        if (position == _lastWatermark)
        {
            return;
        }

        _lastWatermark = position;
        if (!_inFlight.TryConfirm(position, out long events))
        {
            return; // Not a position that is on the wire: nothing follows from it.
        }

        if (!connection.IsProven)
        {
            connection.IsProven = true;
            _backoff.Reset();
            _pool.ReportProven(connection.Ticket);
        }

        if (!_options.AtMostOnce)
        {
            Release(position, events);
            ReleaseSettled();
        }
    }

    /// <summary>Counts events as confirmed and frees their bytes.</summary>
    private void Release(long position, long events)
    {
        _ring.Release(position);
        Volatile.Write(ref Counters.Confirmed, Counters.Confirmed + events);
        _flushes.Complete(position);
    }

    /// <summary>Frees discarded records behind the last confirmed one; no watermark would ever cover them.</summary>
    private void ReleaseSettled()
    {
        if (_inFlight.IsEmpty && _unmarked == 0 && _sent != _ring.Confirmed)
        {
            Release(_sent, 0);
        }
    }

    /// <summary>
    /// Writes what may be written now into the pipe, in the order of precedence: heartbeat, pong, CONNECT, events, and
    /// the watermark that covers them. False when that is nothing.
    /// </summary>
    private bool WritePass(LaneConnection connection, out TimeSpan wait)
    {
        Span<byte> pong = stackalloc byte[MaxControlPayload];
        bool heartbeat = connection.TakeHeartbeat();
        int pongLength = connection.TakePong(pong);
        bool due = IsBatchDue(connection, out NamespaceEntry? join, out int headFrameLength, out wait);
        if (!due && !heartbeat && pongLength < 0 && !MayMark)
        {
            return false;
        }

        int connectBytes = join is null ? 0 : FrameWriter.MaskedLength(join.ConnectPacket.Length);
        int eventBytes = due ? Math.Max(FlushBytes, headFrameLength) : 0;
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
        else if (due)
        {
            WriteEvents(connection, ref batch);
        }

        if (MayMark)
        {
            WriteWatermark(connection, ref batch);
        }

        connection.Output.Advance(batch.Length);
        return true;
    }

    private void WriteEvents(LaneConnection connection, ref FrameBatch batch)
    {
        long confirmed = _ring.Confirmed;
        long sent = _sent;
        int before = batch.Length;
        long events = 0;
        long resent = 0;
        while (_ring.TryRead(sent, out RingRecord record)
            && FitsInFlight(record.End, confirmed, sent)
            && record.Packet.Length <= connection.MaxPayload
            && connection.Find(PacketNamespace.Of(record.Packet)) is { State: NamespaceState.Joined }
            && batch.TryText(record.Packet, WatermarkBytes))
        {
            events++;
            resent += record.End <= _everSent ? 1 : 0;
            sent = record.End;
        }

        _sent = sent;
        _everSent = Math.Max(_everSent, sent);
        // At-most-once needs watermarks only until one has shown that the connection works.
        _unmarked += _options.AtMostOnce && connection.IsProven ? 0 : events;
        _passEvents = events;
        Counters.Sent += events;
        Counters.Resent += resent;
        Counters.BytesSent += batch.Length - before;
    }

    /// <summary>Whether events wait for a watermark and one may be sent.</summary>
    private bool MayMark => _unmarked != 0 && _inFlight.HasRoom;

    private void WriteWatermark(LaneConnection connection, ref FrameBatch batch)
    {
        Span<byte> payload = stackalloc byte[Watermark.Length];
        Watermark.Write(payload, connection.Epoch, _sent);
        batch.Write(WebSocketOpcode.Ping, payload);
        _inFlight.Add(_sent, _unmarked);
        _unmarked = 0;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask FlushAsync(LaneConnection connection)
    {
        bool written = false;
        try
        {
            await connection.Output.FlushAsync(CancellationToken.None).ConfigureAwait(false);
            written = true;
        }
        catch (Exception exception)
        {
            connection.Lose($"Writing to the server failed: {exception.Message}");
        }

        if (_options.AtMostOnce && _sent != _ring.Confirmed)
        {
            ReleaseOnce(written);
        }
    }

    /// <summary>At-most-once: what was handed to a connection is never written again, whether the write worked or not.</summary>
    private void ReleaseOnce(bool written)
    {
        if (!written)
        {
            CountDiscarded(DropReason.ConnectionLost, _passEvents);
        }

        Release(_sent, written ? _passEvents : 0);
        _passEvents = 0;
    }
}

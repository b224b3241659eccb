using System.Diagnostics;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using FastEmit.Sending;

namespace FastEmit.Delivery;

/// <content>The passes over one connection: what came in, what goes out.</content>
internal sealed partial class Sender
{
    /// <summary>After so many the thread is lent to others: it may be the one that has to read heartbeats.</summary>
    private const int PassesInARow = 32;

    /// <summary>How long the peer may take to answer a WebSocket close.</summary>
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromMilliseconds(500);

    /// <summary>As <see cref="ServeAsync"/>; an unexpected error is a lost connection.</summary>
    private async Task<string?> ServeOrFailAsync(LaneConnection connection)
    {
        try
        {
            return await ServeAsync(connection).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            _pool.ReportFault(exception);
            return $"The sender failed unexpectedly: {exception.Message}";
        }
    }

    /// <summary>Serves until the connection is lost, and returns why; null when the lane stops and has taken leave.</summary>
    private async Task<string?> ServeAsync(LaneConnection connection)
    {
        Session session = connection.Session;
        _timer.Watch(session);
        connection.Start();
        int passes = 0;
        string? lossReason;
        while ((lossReason = session.LossReason) is null)
        {
            LookAtFile();
            long now = Time.GetTimestamp();
            _core.Take(session, now);
            LookAtWatermark(session);
            if (_stop.IsCancellationRequested || _core.MayRetire(session))
            {
                await TakeLeaveAsync(connection).ConfigureAwait(false);
                return null;
            }

            if (_core.TryWrite(session, connection.Output, connection.MaskKeys, out TimeSpan wait))
            {
                _lane.StopAsking(now);
                await FlushPassAsync(connection).ConfigureAwait(false);
                StayBusy();
                if (++passes % PassesInARow == 0)
                {
                    await YieldAsync().ConfigureAwait(false);
                }
            }
            else
            {
                await _lane.Wake.WaitAsync(_file.Bound(wait, _core.HasClaims)).ConfigureAwait(false);
                _lane.StopAsking(Time.GetTimestamp());
            }
        }

        return lossReason;
    }

    private void LookAtWatermark(Session session)
    {
        if (_timer.IsLookDue)
        {
            _timer.OnLooking();
            _timer.OnLooked(_core.LookAtWatermark(session, Time.GetTimestamp()));
        }
    }

    private void StayBusy()
    {
        if (_options.Batch.BusyPoll != TimeSpan.Zero && _lane.Wake.Thread is { IsCurrent: true } thread)
        {
            thread.StayBusy(_options.Batch.BusyPoll);
        }
    }

    private async ValueTask YieldAsync()
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

    /// <summary>DISCONNECT for each namespace, then a WebSocket close, within the close timeout.</summary>
    private async Task TakeLeaveAsync(LaneConnection connection)
    {
        SendingCore.WriteFarewell(connection.Session, connection.Output, connection.MaskKeys);
        await FlushAsync(connection).ConfigureAwait(false);
        if (connection.Session.LossReason is null)
        {
            await connection.CloseAsync(CloseTimeout).ConfigureAwait(false);
        }
    }

    private ValueTask FlushPassAsync(LaneConnection connection)
    {
        if (_core.IsAnswerAwaited)
        {
            _timer.Start();
        }

        if (_core.PassEvents == 0)
        {
            return FlushAsync(connection);
        }

        // What the pass has written is on the disk before it is on the network, if it is to be.
        if (_options.Ring.Sync == RingFileSync.EveryFlush && _lane.Ring.TryWriteOut() is { } problem)
        {
            _pool.ReportRingFile(problem);
        }

        return Diagnostics.FlushTelemetry.IsEnabled ? FlushReportedAsync(connection) : FlushAsync(connection);
    }

    private async ValueTask FlushReportedAsync(LaneConnection connection)
    {
        long started = Time.GetTimestamp();
        Activity? activity = _telemetry.Begin(
            connection.Session.Endpoint.Url, _core.PassEvents, _lane.Ring, _core.PassStart, _core.PassEnd, _options.Stamps.TraceContext);
        await FlushAsync(connection).ConfigureAwait(false);
        _telemetry.End(activity, Time.GetElapsedTime(started), connection.Session.LossReason);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask FlushAsync(LaneConnection connection)
    {
        bool isWritten = false;
        try
        {
            ValueTask<FlushResult> flush = connection.Output.FlushAsync(CancellationToken.None);
            if (!flush.IsCompleted)
            {
                _timer.BeginFlush();
                _lane.AskForClock();
            }

            await flush.ConfigureAwait(false);
            isWritten = true;
        }
        catch (Exception exception)
        {
            connection.Session.Lose($"Writing to the server failed: {exception.Message}");
        }

        _timer.EndFlush();
        _core.OnFlushed(connection.Session, isWritten);
    }
}

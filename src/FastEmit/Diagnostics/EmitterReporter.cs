using System.Buffers;
using System.Text.Json;
using FastEmit.Events;
using FastEmit.Resilience;

namespace FastEmit.Diagnostics;

/// <summary>
/// Sends the emitter's counters to its server every so often, as an event like any other (<see cref="Options.NoticeOptions.ReportInterval"/>).
/// Nothing while no lane is connected: a report never opens a connection, and none piles up while the server is away.
/// </summary>
internal sealed class EmitterReporter : IDisposable
{
    private static readonly HookEventDescriptor Descriptor = HookEventDescriptor.Create("fastemit_report");

    private readonly HookEmitter _emitter;
    private readonly string _id;
    private readonly string _name;
    private readonly TimeSpan _interval;
    private readonly ArrayBufferWriter<byte> _report = new();
    private readonly ITimer _timer;
    private int _isReporting;

    /// <param name="emitter">Whose counters to send, and what to send them with.</param>
    /// <param name="options">Its checked options.</param>
    /// <param name="id">The emitter's id.</param>
    public EmitterReporter(HookEmitter emitter, HookEmitterOptions options, string id)
    {
        _emitter = emitter;
        _id = id;
        _name = options.Name;
        _interval = options.Notices.ReportInterval;
        _timer = options.TimeProvider.CreateTimer(static reporter => ((EmitterReporter)reporter!).OnDue(), this, _interval, _interval);
    }

    public void Dispose() => _timer.Dispose();

    private void OnDue()
    {
        // One at a time: under Overflow = Wait a full ring holds the first one up.
        if (Interlocked.Exchange(ref _isReporting, 1) != 0)
        {
            return;
        }

        try
        {
            if (FindConnectedLane() is { } partition)
            {
                Write();
                _ = _emitter.EmitJson(Descriptor, _report.WrittenSpan, partition); // A refusal is in the counters.
            }
        }
        finally
        {
            Volatile.Write(ref _isReporting, 0);
        }
    }

    /// <summary>A partition of a lane that is connected, or null.</summary>
    private uint? FindConnectedLane()
    {
        uint lanes = (uint)_emitter.GetStats().MaxConnections;
        for (uint lane = 0; lane < lanes; lane++)
        {
            if (_emitter.GetLaneStats((int)lane).IsConnected)
            {
                return (uint)((((ulong)lane << 32) + lanes - 1) / lanes); // The smallest that HookEmitter.Begin maps to the lane.
            }
        }

        return null;
    }

    private void Write()
    {
        HookEmitterStats stats = _emitter.GetStats();
        _report.ResetWrittenCount();
        using Utf8JsonWriter json = new(_report);
        json.WriteStartObject();
        json.WriteString("emitter"u8, _id);
        json.WriteString("name"u8, _name);
        json.WriteNumber("pid"u8, Environment.ProcessId);
        json.WriteNumber("interval_ms"u8, _interval.TotalMilliseconds);
        json.WriteString("circuit"u8, NameOf(stats.CircuitState));
        json.WriteNumber("circuit_failures"u8, stats.CircuitFailures);
        json.WriteNumber("offered"u8, stats.Offered);
        json.WriteNumber("confirmed"u8, stats.Confirmed);
        json.WriteNumber("written"u8, stats.Written);
        json.WriteNumber("pending"u8, stats.Pending);
        json.WriteNumber("fell_back"u8, stats.FellBack);
        json.WriteNumber("resent"u8, stats.Resent);
        json.WriteNumber("reconnects"u8, stats.Reconnects);
        json.WriteNumber("oldest_pending_ms"u8, Math.Round(stats.OldestPendingAge.TotalMilliseconds));
        json.WriteString("last_error"u8, stats.LastError);
        json.WriteStartObject("dropped"u8);
        foreach (DropReason reason in DropCounts.Reasons)
        {
            json.WriteNumber(EmitterMeters.ErrorType(reason), stats.Dropped[reason]);
        }

        json.WriteEndObject();
        json.WriteStartArray("lanes"u8);
        for (int lane = 0; lane < stats.MaxConnections; lane++)
        {
            Write(json, _emitter.GetLaneStats(lane));
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, in LaneStats lane)
    {
        json.WriteStartObject();
        json.WriteBoolean("connected"u8, lane.IsConnected);
        json.WriteNumber("confirmed"u8, lane.Confirmed);
        json.WriteNumber("written"u8, lane.Written);
        json.WriteNumber("pending"u8, lane.Pending);
        json.WriteNumber("ring_bytes"u8, lane.RingBytes);
        json.WriteNumber("ring_capacity"u8, lane.RingCapacity);
        json.WriteEndObject();
    }

    private static string NameOf(CircuitState state) => state switch
    {
        CircuitState.Closed => "closed",
        CircuitState.HalfOpen => "half_open",
        _ => "open",
    };
}

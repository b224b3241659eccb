using System.Globalization;
using FastEmit.Resilience;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FastEmit.Extensions.Hosting.Health;

/// <summary>Checks by an emitter's stats whether events reach the server. Never blocks and never connects.</summary>
internal sealed class EmitterHealthCheck(HookEmitter emitter, EmitterHealthOptions options) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        HookEmitterStats stats = emitter.GetStats();
        List<string> problems = [];
        double fill = FullestRing(stats.MaxConnections);
        if (stats.CircuitState != CircuitState.Closed)
        {
            problems.Add($"the circuit is {stats.CircuitState} ({stats.LastError})");
        }

        if (fill > options.MaxRingFill)
        {
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"a ring is {fill:P0} full"));
        }

        if (options.MaxUnconfirmedAge != Timeout.InfiniteTimeSpan && stats.OldestPendingAge > options.MaxUnconfirmedAge)
        {
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"an event has waited {stats.OldestPendingAge.TotalSeconds:0.#} s for its confirmation"));
        }

        if (stats.UnconfirmedLanes != 0)
        {
            problems.Add($"{stats.UnconfirmedLanes} lanes get no answers to WebSocket pings");
        }

        return Task.FromResult(problems.Count == 0
            ? HealthCheckResult.Healthy("All events are delivered, or none were emitted.", Data(stats, fill))
            : new HealthCheckResult(context.Registration.FailureStatus, Sentence(problems), null, Data(stats, fill)));
    }

    /// <summary>The largest fill of a lane: a full lane drops events even when the others are empty.</summary>
    private double FullestRing(int lanes)
    {
        double fullest = 0;
        for (int lane = 0; lane < lanes; lane++)
        {
            LaneStats stats = emitter.GetLaneStats(lane);
            fullest = stats.RingCapacity == 0 ? fullest : Math.Max(fullest, (double)stats.RingBytes / stats.RingCapacity);
        }

        return fullest;
    }

    private static string Sentence(List<string> problems)
    {
        string all = string.Join("; ", problems);
        return $"{char.ToUpperInvariant(all[0])}{all[1..]}.";
    }

    private static Dictionary<string, object> Data(in HookEmitterStats stats, double fill) => new()
    {
        ["server_url"] = stats.ServerUrl,
        ["circuit_state"] = stats.CircuitState.ToString(),
        ["offered"] = stats.Offered,
        ["confirmed"] = stats.Confirmed,
        ["written"] = stats.Written,
        ["pending"] = stats.Pending,
        ["fell_back"] = stats.FellBack,
        ["dropped"] = stats.Dropped.Total,
        ["ring_fill"] = Math.Round(fill, 4),
        ["oldest_pending_seconds"] = Math.Round(stats.OldestPendingAge.TotalSeconds, 3),
        ["active_connections"] = stats.ActiveConnections,
        ["reconnects"] = stats.Reconnects,
        ["unconfirmed_lanes"] = stats.UnconfirmedLanes,
        ["last_error"] = stats.LastError ?? "",
    };
}

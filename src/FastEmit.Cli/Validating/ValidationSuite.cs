using System.Globalization;
using System.Text;
using FastEmit.Cli.Reporting;
using FastEmit.Events;
using FastEmit.Resilience;

namespace FastEmit.Cli.Validating;

/// <summary>
/// The checks, one for each fault of the system that FastEmit replaces: silent loss, namespaces that were never joined, a
/// permanent stop after five failures, a breaker that let every caller through, ten events per 50 ms, unsent events at the end.
/// </summary>
internal sealed class ValidationSuite(ValidateSettings settings, ObservingRelay relay, TimeProvider time)
{
    private const int Burst = 100; // the original delivered 10 of them
    private const int OrderedEvents = 1_000;
    private const int Sessions = 5;
    private const int ThroughputEvents = 5_000;
    private const int LeastThroughput = 400; // twice what the original's batching allowed; a busy machine must not fail it
    private const int MaxConnections = 5;
    private const int FailureThreshold = 5;
    private const int RefusedEmits = 1_000;

    /// <summary>The bound on a wait for the server.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRefusal = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan ShutdownTimeout = Patience;

    private readonly HookEventDescriptor _descriptor = HookEventDescriptor.Create(settings.Event, settings.Namespace);

    /// <summary>The checks, in order, by name.</summary>
    public IReadOnlyList<(string Name, Func<CancellationToken, Task<CheckResult>> Run)> Checks =>
    [
        ("delivery", DeliveryAsync),
        ("order", OrderAsync),
        ("batching", BatchingAsync),
        ("throughput and connection reuse", ThroughputAsync),
        ("recovery from lost connections", RecoveryAsync),
        ("circuit breaker", BreakerAsync),
        ("shutdown", ShutdownAsync),
    ];

    private async Task<CheckResult> DeliveryAsync(CancellationToken cancellationToken)
    {
        const string Check = "delivery";
        await using HookEmitter emitter = Create();
        EmitRange(emitter, Check, 0, Burst);
        FlushReport report = await emitter.FlushAsync(Patience, cancellationToken);
        int seen = Distinct(Check);
        return new CheckResult(
            Check, seen == Burst && report.Confirmed == Burst && report.Dropped.Total == 0,
            $"a burst of {Burst} in {settings.Namespace}: all on the wire, all confirmed by the server, none dropped",
            $"{seen} on the wire, {report.Confirmed} confirmed, {report.Dropped.Total} dropped{Because(report)}");
    }

    private async Task<CheckResult> OrderAsync(CancellationToken cancellationToken)
    {
        const string Check = "order";
        await using HookEmitter emitter = Create();
        for (int i = 0; i < OrderedEvents; i++)
        {
            string session = string.Create(CultureInfo.InvariantCulture, $"session {i % Sessions}");
            Emit(emitter, Check, i, PartitionHash.Of(session), session);
        }

        FlushReport report = await emitter.FlushAsync(Patience, cancellationToken);
        IReadOnlyList<ObservedEvent> events = relay.EventsOf(Check);
        int disorder = events.GroupBy(static e => e.Data.GetProperty("session").GetString())
            .Sum(static session => session.Zip(session.Skip(1)).Count(static pair => pair.Second.Number <= pair.First.Number));
        return new CheckResult(
            Check, disorder == 0 && events.Count == OrderedEvents && report.Confirmed == OrderedEvents,
            $"{OrderedEvents} events of {Sessions} sessions: in each session in the order in which they were emitted",
            $"{events.Count} on the wire, {disorder} out of order, {report.Confirmed} confirmed{Because(report)}");
    }

    private async Task<CheckResult> BatchingAsync(CancellationToken cancellationToken)
    {
        const string Check = "batching";
        await using HookEmitter emitter = Create(options =>
        {
            options.Stamps.BatchId = true;
            options.MaxConnections = 1;
        });
        EmitRange(emitter, Check, 0, Burst);
        FlushReport report = await emitter.FlushAsync(Patience, cancellationToken);
        IReadOnlyList<ObservedEvent> events = relay.EventsOf(Check);
        List<IGrouping<string?, ObservedEvent>> batches =
            [.. events.GroupBy(static e => e.Data.TryGetProperty("batch_id", out var id) ? id.GetString() : null)];
        int largest = batches.Count == 0 ? 0 : batches.Max(static batch => batch.Count());
        bool wholeIds = batches.All(static batch => batch.Key is not null);
        bool kept = events.All(static e => e.Data.GetProperty("timestamp").GetString() == "caller's own");
        return new CheckResult(
            Check, events.Count == Burst && largest is > 1 and <= 10 && wholeIds && kept,
            "batches of at most 10, more than one event in a batch, one id each, the caller's timestamp untouched",
            $"{batches.Count} batches, the largest of {largest}{(wholeIds ? "" : ", events without id")}{(kept ? "" : ", timestamps changed")}{Because(report)}");
    }

    private async Task<CheckResult> ThroughputAsync(CancellationToken cancellationToken)
    {
        const string Check = "throughput";
        int before = relay.Connections;
        await using HookEmitter emitter = Create();
        long began = time.GetTimestamp();
        EmitRange(emitter, Check, 0, ThroughputEvents);
        FlushReport report = await emitter.FlushAsync(Patience, cancellationToken);
        double rate = ThroughputEvents / time.GetElapsedTime(began).TotalSeconds;
        int connections = relay.Connections - before;
        int seen = Distinct(Check);
        return new CheckResult(
            "throughput and connection reuse",
            seen == ThroughputEvents && report.Confirmed == ThroughputEvents && rate >= LeastThroughput && connections is >= 1 and <= MaxConnections,
            $"{ThroughputEvents} events confirmed, at {LeastThroughput} a second at least, over {MaxConnections} connections at most",
            $"{seen} on the wire, {report.Confirmed} confirmed, {Figures.Rate(rate)} a second, {connections} connections{Because(report)}");
    }

    private async Task<CheckResult> RecoveryAsync(CancellationToken cancellationToken)
    {
        const string Check = "recovery";
        const int Cuts = 3;
        await using HookEmitter emitter = Create(static options => options.Circuit.FailureThreshold = 100);
        for (int cut = 0; cut < Cuts; cut++)
        {
            EmitRange(emitter, Check, cut * Burst, (cut + 1) * Burst);
            await UntilAsync(() => emitter.GetStats().ActiveConnections > 0, cancellationToken);
            await Task.Delay(TimeSpan.FromMilliseconds(60), time, cancellationToken);
            relay.Cut();
        }

        FlushReport report = await emitter.FlushAsync(Patience, cancellationToken);
        int seen = Distinct(Check);
        HookEmitterStats stats = emitter.GetStats();
        return new CheckResult(
            "recovery from lost connections", seen == Cuts * Burst && report.Confirmed == Cuts * Burst && stats.Reconnects > 0,
            $"{Cuts} times all connections cut under way: every event confirmed in the end",
            $"{seen} of {Cuts * Burst} on the wire, {report.Confirmed} confirmed, {stats.Resent} sent again, {stats.Reconnects} reconnects{Because(report)}");
    }

    private async Task<CheckResult> BreakerAsync(CancellationToken cancellationToken)
    {
        const string Check = "breaker";
        relay.Refuse(true);
        await using HookEmitter emitter = Create(static options =>
        {
            options.MaxConnections = 1;
            options.Circuit.FailureThreshold = FailureThreshold;
            options.Circuit.RecoveryTimeout = Recovery;
            options.Circuit.WhenOpen = CircuitOpenPolicy.Reject;
        });
        try
        {
            long began = time.GetTimestamp();
            Emit(emitter, Check, 0, 0, "session");
            bool opened = await UntilAsync(() => emitter.GetStats().CircuitState == CircuitState.Open, cancellationToken);
            int failures = emitter.GetStats().CircuitFailures;
            (int refused, TimeSpan took) = EmitIntoOpenCircuit(emitter, Check);

            // A circuit lets one probe through, and may count its failure, in each recovery time: on a busy machine some have passed by now.
            int probesSoFar = (int)(time.GetElapsedTime(began) / Recovery);
            bool counted = failures - FailureThreshold is >= 0 and int more && more <= probesSoFar && RefusedEmits - refused <= probesSoFar;

            // The relay still refuses: the probe of each half-open circuit fails, and there is only one each time.
            int refusedBefore = relay.Refused;
            long openSince = time.GetTimestamp();
            await UntilAsync(() => relay.Refused != refusedBefore, cancellationToken);
            await Task.Delay(Recovery / 2, time, cancellationToken);
            int probes = relay.Refused - refusedBefore;
            bool oneAtATime = probes >= 1 && probes <= 1 + (time.GetElapsedTime(openSince) / Recovery);
            relay.Refuse(false);
            bool closed = await UntilAsync(() => emitter.GetStats() is { CircuitState: CircuitState.Closed, Confirmed: > 0 }, cancellationToken);
            bool passed = opened && counted && took < LongestRefusal && oneAtATime && closed;
            return new CheckResult(
                "circuit breaker", passed,
                $"open after {FailureThreshold} failures, refusals in less than {LongestRefusal.TotalMilliseconds:0} ms, one probe at a time, closed again and the waiting event confirmed when the server is back",
                $"{(opened ? "opened" : "did not open")} after {failures} failures, {refused} of {RefusedEmits} refused in {took.TotalMicroseconds:0.0} µs each, {probes} probes, {(closed ? "closed again" : "did not close again")}");
        }
        finally
        {
            relay.Refuse(false);
        }
    }

    private async Task<CheckResult> ShutdownAsync(CancellationToken cancellationToken)
    {
        const string Check = "shutdown";
        HookEmitter emitter = Create();
        EmitRange(emitter, Check, 0, Burst);
        long began = time.GetTimestamp();
        FlushReport report = await emitter.CloseAsync(cancellationToken);
        TimeSpan took = time.GetElapsedTime(began);
        int seen = Distinct(Check);
        return new CheckResult(
            Check, seen == Burst && report.Completed && took < ShutdownTimeout + TimeSpan.FromSeconds(2),
            $"closed right behind a burst of {Burst}: none unsent, within {ShutdownTimeout.TotalSeconds:0} s",
            $"{seen} on the wire, {report.Confirmed} confirmed, in {Figures.Seconds(took)}{Because(report)}");
    }

    private HookEmitter Create(Action<HookEmitterOptions>? configure = null)
    {
        HookEmitterOptions options = new()
        {
            Url = relay.Url,
            Connection = { Auth = settings.Auth },
            ShutdownTimeout = ShutdownTimeout,
            Reconnect = { Delay = TimeSpan.FromMilliseconds(50), MaxDelay = TimeSpan.FromMilliseconds(200) },
            Stamps = { Timestamp = false },
            TimeProvider = time,
        };
        options.Connection.Headers["Host"] = relay.Host;
        configure?.Invoke(options);
        return HookEmitter.Create(options);
    }

    private (int Refused, TimeSpan Each) EmitIntoOpenCircuit(HookEmitter emitter, string check)
    {
        int refused = 0;
        long began = time.GetTimestamp();
        for (int i = 1; i <= RefusedEmits; i++)
        {
            refused += Emit(emitter, check, i, 0, "session") == EmitResult.CircuitOpen ? 1 : 0;
        }

        return (refused, time.GetElapsedTime(began) / RefusedEmits);
    }

    private void EmitRange(HookEmitter emitter, string check, int first, int end)
    {
        for (int i = first; i < end; i++)
        {
            Emit(emitter, check, i, PartitionHash.Of(i.ToString(CultureInfo.InvariantCulture)), "session");
        }
    }

    private EmitResult Emit(HookEmitter emitter, string check, int number, uint partition, string session) => emitter.EmitJson(
        _descriptor,
        Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"validation":true,"check":"{{check}}","number":{{number}},"session":"{{session}}","timestamp":"caller's own"}""")),
        partition);

    private int Distinct(string check) => relay.EventsOf(check).Select(static e => e.Number).Distinct().Count();

    private async Task<bool> UntilAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        while (!condition())
        {
            if (time.GetElapsedTime(began) > Patience)
            {
                return false;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), time, cancellationToken);
        }

        return true;
    }

    private static string Because(in FlushReport report) => report.Completed || report.LastError is null ? "" : $" ({report.LastError})";
}

/// <summary>The result of a check.</summary>
/// <param name="Name">The check.</param>
/// <param name="Passed">Whether the check passed.</param>
/// <param name="Required">The requirement.</param>
/// <param name="Measured">The measurement.</param>
internal sealed record CheckResult(string Name, bool Passed, string Required, string Measured);

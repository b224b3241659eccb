using System.Diagnostics.Metrics;

namespace FastEmit.Diagnostics;

/// <summary>
/// The instruments. All but four are read at each collection, from the counters that the emitter keeps anyway, so that they
/// cost the hot path nothing; the histograms and the counter of messages are recorded once a flush, and only while a listener is attached.
/// </summary>
internal static class EmitterMeters
{
    private static readonly Lock SeriesLock = new();
    private static readonly List<EmitterSeries> AllSeries = [];
    private static readonly Meter Meter = new(FastEmitTelemetry.Name, FastEmitTelemetry.Version);

    static EmitterMeters()
    {
        Counter("fastemit.events.offered", "{event}", "Events handed to the emitter, whatever became of them.", static stats => stats.Offered);
        Counter("fastemit.events.confirmed", "{event}", "Events that the server process has received.", static stats => stats.Confirmed);
        Counter("fastemit.events.written", "{event}", "Events written to a connection that proves nothing.", static stats => stats.Written);
        Counter("fastemit.events.fell_back", "{event}", "Events that the fallback has taken.", static stats => stats.FellBack);
        Counter("fastemit.events.sent", "{event}", "Events written to a connection, those sent again included.", static stats => stats.Sent);
        Counter("fastemit.events.resent", "{event}", "Events written again after a lost connection.", static stats => stats.Resent);
        Counter("fastemit.bytes.sent", "By", "Bytes of WebSocket frames written for events.", static stats => stats.BytesSent);
        Counter("fastemit.reconnects", "{reconnect}", "Connections made after an earlier one was lost.", static stats => stats.Reconnects);
        Counter("fastemit.connection.errors", "{error}", "Failed connects and lost connections.", static stats => stats.Errors);
        Meter.CreateObservableCounter(
            "fastemit.events.dropped", ReadDropped, "{event}", "Events dropped, by reason (error.type).");
        UpDown("fastemit.events.pending", "{event}", "Events that wait in a ring or are in flight.", static stats => stats.Pending);
        UpDown("fastemit.queue.bytes", "By", "Bytes in use in the rings.", static stats => stats.RingBytes);
        UpDown("fastemit.queue.capacity", "By", "Bytes of ring there are.", static stats => stats.RingCapacity);
        UpDown("fastemit.inflight.bytes", "By", "Bytes sent that the server has not received yet, as far as is known.", static stats => stats.BytesInFlight);
        UpDown("fastemit.connections", "{connection}", "Open connections.", static stats => stats.ActiveConnections);
        UpDown("fastemit.lanes.unconfirmed", "{lane}", "Lanes whose server answers no WebSocket pings.", static stats => stats.UnconfirmedLanes);
        Meter.CreateObservableGauge(
            "fastemit.queue.oldest.age", static () => Read(true, static stats => stats.OldestPendingAge.TotalSeconds), "s", "Age of the oldest event that is not confirmed.");
        Meter.CreateObservableGauge(
            "fastemit.circuit.state", static () => Read(true, static stats => (int)stats.CircuitState), "{state}", "0 closed, 1 open, 2 half open.");
    }

    /// <summary>Events in one flush.</summary>
    public static Histogram<long> BatchSize { get; } = Meter.CreateHistogram(
        "fastemit.batch.size", "{event}", "Events in one flush.", null,
        new InstrumentAdvice<long> { HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] });

    /// <summary>How long a flush took: from handing the frames to the connection until the network has taken them.</summary>
    public static Histogram<double> FlushDuration { get; } = Meter.CreateHistogram(
        "fastemit.flush.duration", "s", "Time until the network has taken the frames of one flush.", null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.00001, 0.00005, 0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5] });

    /// <summary>Events written, under the name that OpenTelemetry's messaging conventions give them.</summary>
    public static Counter<long> SentMessages { get; } = Meter.CreateCounter<long>(
        "messaging.client.sent.messages", "{message}", "Events written to a connection, those sent again included.");

    /// <summary>How long a flush took, under the name that OpenTelemetry's messaging conventions give it.</summary>
    public static Histogram<double> OperationDuration { get; } = Meter.CreateHistogram(
        "messaging.client.operation.duration", "s", "Time until the network has taken the frames of one flush.", null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] });

    /// <summary>Begins to report an emitter under its name. Any thread.</summary>
    public static void Add(string name, HookEmitter emitter)
    {
        lock (SeriesLock)
        {
            EmitterSeries? series = AllSeries.Find(series => name.Equals(series.Tag.Value));
            if (series is null)
            {
                series = new EmitterSeries(name);
                AllSeries.Add(series);
            }

            series.Add(emitter);
        }
    }

    /// <summary>Keeps the last counts of a closed emitter, and lets it go. Any thread.</summary>
    public static void Retire(HookEmitter emitter)
    {
        lock (SeriesLock)
        {
            foreach (EmitterSeries series in AllSeries)
            {
                series.Retire(emitter);
            }
        }
    }

    private static void Counter(string name, string unit, string description, Func<HookEmitterStats, long> value) =>
        Meter.CreateObservableCounter(name, () => Read(false, value), unit, description);

    private static void UpDown(string name, string unit, string description, Func<HookEmitterStats, long> value) =>
        Meter.CreateObservableUpDownCounter(name, () => Read(true, value), unit, description);

    private static List<Measurement<T>> Read<T>(bool liveOnly, Func<HookEmitterStats, T> value)
        where T : struct
    {
        List<Measurement<T>> measurements = [];
        lock (SeriesLock)
        {
            foreach (EmitterSeries series in AllSeries)
            {
                if (series.IsLive || !liveOnly)
                {
                    measurements.Add(new Measurement<T>(value(series.Read()), series.Tag));
                }
            }
        }

        return measurements;
    }

    private static List<Measurement<long>> ReadDropped()
    {
        List<Measurement<long>> measurements = [];
        lock (SeriesLock)
        {
            foreach (EmitterSeries series in AllSeries)
            {
                DropCounts dropped = series.Read().Dropped;
                foreach (DropReason reason in DropCounts.Reasons)
                {
                    measurements.Add(new Measurement<long>(dropped[reason], series.Tag, new("error.type", ErrorType(reason))));
                }
            }
        }

        return measurements;
    }

    /// <summary>A reason as OpenTelemetry writes the values of <c>error.type</c>.</summary>
    internal static string ErrorType(DropReason reason) => reason switch
    {
        DropReason.RingFull => "ring_full",
        DropReason.CircuitOpen => "circuit_open",
        DropReason.TooLarge => "too_large",
        DropReason.Closed => "closed",
        DropReason.ConnectionLost => "connection_lost",
        DropReason.Undelivered => "undelivered",
        DropReason.FallbackFailed => "fallback_failed",
        DropReason.Expired => "expired",
        DropReason.Poisoned => "poisoned",
        DropReason.NamespaceRefused => "namespace_refused",
        DropReason.RingFileLost => "ring_file_lost",
        DropReason.TooManyPendingAcks => "too_many_pending_acks",
        _ => reason.ToString(),
    };
}

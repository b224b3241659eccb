using FastEmit.Collector.Counting;
using FastEmit.Collector.Events;
using FastEmit.Collector.Observing;
using FastEmit.Collector.Storage;

namespace FastEmit.Collector.Taking;

/// <summary>
/// Where a collector's events go, whatever brings them: each is counted and handled, and what is kept reaches the log and the indexes over it.
/// Thread-safe.
/// </summary>
internal sealed class EventSink
{
    private readonly ReceivedEventHandler? _onEvent;

    /// <summary>Goes on where the store's events end.</summary>
    public EventSink(CollectorOptions options, CollectorCounters counters)
    {
        _onEvent = options.OnEvent;
        Time = options.TimeProvider;
        Counters = counters;
        Handlers = new HandlerCalls(counters, options.LoggerInUse);
        Envelopes = new NameSet(options.Envelopes);
        Duplicates = options.DuplicateWindow == 0 ? null : new DuplicateWindow(options.DuplicateWindow);
        if (Duplicates is { } duplicates)
        {
            // What was confirmed to nobody before the last end comes again now, or when its emitter is back.
            duplicates.Remember(options.Store?.ReadSequences(SequenceTable.Capacity) ?? []);
            options.Store?.VisitLast(options.DuplicateWindow, data =>
            {
                duplicates.Remember(EventId.Find(data));
                Traces.Add(data);
            });
        }

        Sessions.Restore(options.Store?.ReadSessions(SessionIndex.Capacity) ?? []);
        Log = new EventLog(options.RecentBytes, options.Store);
    }

    public TimeProvider Time { get; }

    public CollectorCounters Counters { get; }

    public HandlerCalls Handlers { get; }

    /// <summary>Names of events that carry others.</summary>
    public NameSet Envelopes { get; }

    public EventTally Tally { get; } = new();

    /// <summary>The ids that have come; null when duplicates are not looked for.</summary>
    public DuplicateWindow? Duplicates { get; }

    public EventLog Log { get; }

    /// <summary>The sessions that were active last.</summary>
    public SessionIndex Sessions { get; } = new();

    /// <summary>The session of each trace.</summary>
    public TraceIndex Traces { get; } = new();

    /// <summary>Whether a handler wants the events of a channel.</summary>
    public bool IsHandled(EventChannel channel) => _onEvent is not null || channel.Handlers is not null;

    /// <summary>Calls the handlers of one event.</summary>
    public void Handle(EventChannel channel, in ReceivedEvent received)
    {
        if (!channel.IsInternal)
        {
            Handlers.Call(_onEvent, received);
        }

        Handlers.Call(channel.Handlers, received);
    }

    /// <summary>Hands the events of one read to the log.</summary>
    public void Append(EventBatch batch)
    {
        Log.Append(batch);
        Traces.Add(batch.Records);
        if (!Log.IsShared)
        {
            Sessions.Add(batch.Records);
        }
    }
}

using FastEmit.Events;

namespace FastEmit.Options;

/// <summary>Members that the emitter adds to events that are objects.</summary>
public sealed class StampOptions
{
    /// <summary>Whether events that are objects get a <c>batch_id</c> member: one value for all events of a batch, another when they are sent again.</summary>
    public bool BatchId { get; set; }

    /// <summary>
    /// Whether events get an <c>event_id</c> member, unique and increasing within their lane, that stays the same when the event is sent again,
    /// also by the next process that opens the ring file. Servers remove duplicates by it; a FastEmit collector then stores every event once.
    /// </summary>
    public bool EventId { get; set; }

    /// <summary>
    /// Whether events are numbered on the way to a server that asks for it when it is connected to: a FastEmit collector, which then stores every
    /// event once, as it was emitted. Any other server gets the event without a number. Not with <see cref="EventId"/>.
    /// </summary>
    public bool Sequence { get; set; } = true;

    /// <summary>Whether events that have no timestamp of their own get a <c>timestamp</c> member (ISO 8601, UTC).</summary>
    public bool Timestamp { get; set; } = true;

    /// <summary>
    /// Whether events that are objects get <c>traceparent</c> and <c>tracestate</c> members (W3C Trace Context) of the activity that is
    /// current where they are emitted; none where there is no activity.
    /// </summary>
    public bool TraceContext { get; set; }

    /// <summary>
    /// Members that every event that is an object gets, with a text each: host, service, version. Names that events do not use; about
    /// 5 ns an event. In configuration <c>Stamps:Properties:service</c>.
    /// </summary>
    public IDictionary<string, string> Properties { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    internal StampOptions Copy() => (StampOptions)MemberwiseClone();

    internal void Declare(OptionVisitor visit)
    {
        BatchId = visit.Flag(nameof(BatchId), BatchId);
        EventId = visit.Flag(nameof(EventId), EventId);
        Sequence = visit.Flag(nameof(Sequence), Sequence);
        Timestamp = visit.Flag(nameof(Timestamp), Timestamp);
        TraceContext = visit.Flag(nameof(TraceContext), TraceContext);
        visit.Map(nameof(Properties), Properties);
        foreach (string name in Properties.Keys)
        {
            visit.Value(
                nameof(Properties), $"'{name}'", null, name.Length != 0 && !EventStamps.Names.Contains(name), $"names that are not empty and not stamps ({string.Join(", ", EventStamps.Names)})");
        }
    }
}

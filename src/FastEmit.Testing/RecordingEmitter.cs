using System.Text;
using System.Text.Json;
using FastEmit.Events;

namespace FastEmit.Testing;

/// <summary>
/// Takes the place of a <see cref="HookEmitter"/> in tests: keeps every event, in order, with the JSON that its generated serializer
/// writes, and confirms it at once. It has no network, no threads and no time. Thread-safe.
/// </summary>
public sealed class RecordingEmitter : IHookEmitter
{
    private readonly Lock _lock = new();
    private readonly List<RecordedEvent> _events = [];
    private DropCounts _dropped;
    private long _fellBack;

    /// <summary>
    /// What every <c>Emit</c> answers; <see cref="EmitResult.Queued"/> by default. With anything else events are not recorded but counted
    /// as dropped or as fallen back: set it to see what the code under test does when the ring is full or the circuit is open.
    /// </summary>
    public EmitResult Result { get; set; }

    /// <summary>All events so far, in the order in which they came.</summary>
    public IReadOnlyList<RecordedEvent> Events
    {
        get
        {
            lock (_lock)
            {
                return [.. _events];
            }
        }
    }

    /// <inheritdoc/>
    public EmitResult Emit<TEvent>(in TEvent value)
        where TEvent : IHookEvent<TEvent>
    {
        HookEventDescriptor descriptor = TEvent.Descriptor;
        EventWriter writer = EventWriter.Rent();
        TEvent.WriteOpenPacket(ref writer, in value);
        bool isRejected = writer.IsRejected;
        string json = $"{Encoding.UTF8.GetString(Data(writer.Written, descriptor))}}}";
        writer.Return();
        return isRejected ? Refuse(EmitResult.TooLarge) : Record(descriptor, json, value);
    }

    /// <inheritdoc/>
    public EmitResult EmitJson(HookEventDescriptor descriptor, ReadOnlySpan<byte> utf8Json)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        Utf8JsonReader reader = new(utf8Json);
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        return Record(descriptor, document.RootElement.GetRawText(), null);
    }

    /// <summary>Everything recorded is confirmed, so that this completes at once.</summary>
    /// <param name="timeout">Not used.</param>
    /// <param name="cancellationToken">Not used.</param>
    public ValueTask<FlushReport> FlushAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        HookEmitterStats stats = GetStats();
        return new(new FlushReport(true, stats.Offered, stats.Confirmed, 0, 0, stats.FellBack, stats.Dropped, TimeSpan.Zero, null));
    }

    /// <inheritdoc/>
    public HookEmitterStats GetStats()
    {
        lock (_lock)
        {
            return new HookEmitterStats
            {
                Offered = _events.Count + _fellBack + _dropped.Total,
                Confirmed = _events.Count,
                FellBack = _fellBack,
                Dropped = _dropped,
            };
        }
    }

    /// <summary>The recorded events of one type, in order.</summary>
    public IReadOnlyList<TEvent> OfType<TEvent>()
        where TEvent : IHookEvent<TEvent> => [.. Events.Select(static recorded => recorded.Event).OfType<TEvent>()];

    /// <summary>The only recorded event of one type.</summary>
    /// <param name="match">Which events count; null for all of the type.</param>
    /// <exception cref="RecordingAssertException">There is none, or more than one.</exception>
    public TEvent Single<TEvent>(Predicate<TEvent>? match = null)
        where TEvent : IHookEvent<TEvent>
    {
        TEvent[] found = Matching(match);
        return found is [var only]
            ? only
            : throw new RecordingAssertException($"Expected one {Kind<TEvent>(match)}, found {found.Length}. {Recorded()}");
    }

    /// <summary>Fails if an event of the type was recorded.</summary>
    /// <param name="match">Which events count; null for all of the type.</param>
    /// <exception cref="RecordingAssertException">There is one.</exception>
    public void None<TEvent>(Predicate<TEvent>? match = null)
        where TEvent : IHookEvent<TEvent> => Count(0, match);

    /// <summary>Fails unless exactly so many events of the type were recorded.</summary>
    /// <param name="expected">How many.</param>
    /// <param name="match">Which events count; null for all of the type.</param>
    /// <exception cref="RecordingAssertException">There are more or fewer.</exception>
    public void Count<TEvent>(int expected, Predicate<TEvent>? match = null)
        where TEvent : IHookEvent<TEvent>
    {
        int found = Matching(match).Length;
        if (found != expected)
        {
            throw new RecordingAssertException($"Expected {expected} of {Kind<TEvent>(match)}, found {found}. {Recorded()}");
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _events.Clear();
            _dropped = default;
            _fellBack = 0;
        }
    }

    private EmitResult Record(HookEventDescriptor descriptor, string json, object? value)
    {
        if (Result != EmitResult.Queued)
        {
            return Refuse(Result);
        }

        lock (_lock)
        {
            _events.Add(new RecordedEvent(descriptor.Namespace, descriptor.Name, json, value));
        }

        return EmitResult.Queued;
    }

    private EmitResult Refuse(EmitResult result)
    {
        lock (_lock)
        {
            if (result == EmitResult.HandedToFallback)
            {
                _fellBack++;
            }
            else
            {
                _dropped[result switch
                {
                    EmitResult.CircuitOpen => DropReason.CircuitOpen,
                    EmitResult.TooLarge => DropReason.TooLarge,
                    EmitResult.Closed => DropReason.Closed,
                    _ => DropReason.RingFull,
                }]++;
            }
        }

        return result;
    }

    /// <summary>What follows the event's name. A packet with attachments begins otherwise than the descriptor's: <c>451-</c>, not <c>42</c>.</summary>
    private static ReadOnlySpan<byte> Data(ReadOnlySpan<byte> packet, HookEventDescriptor descriptor)
    {
        ReadOnlySpan<byte> name = descriptor.OpenPacket["42".Length..];
        return packet[(packet.IndexOf(name) + name.Length)..];
    }

    private TEvent[] Matching<TEvent>(Predicate<TEvent>? match)
        where TEvent : IHookEvent<TEvent> => [.. OfType<TEvent>().Where(value => match?.Invoke(value) ?? true)];

    private static string Kind<TEvent>(Predicate<TEvent>? match) => match is null ? typeof(TEvent).Name : $"matching {typeof(TEvent).Name}";

    private string Recorded()
    {
        IReadOnlyList<RecordedEvent> events = Events;
        return events.Count == 0
            ? "Nothing was recorded."
            : $"Recorded:{Environment.NewLine}{string.Join(Environment.NewLine, events.Select(static recorded => $"  {recorded.Namespace} {recorded.Name} {recorded.Json}"))}";
    }
}

using System.Text;
using System.Text.Json;
using FastEmit.Events;

namespace FastEmit.Testing;

/// <summary>
/// Takes the place of a <see cref="HookEmitter"/> in tests: keeps every event, in order, with the JSON that its generated serializer
/// writes, and confirms it at once, unless it is told to refuse, to be slow or to fail. It has no network and no threads. Thread-safe.
/// </summary>
public sealed class RecordingEmitter : IHookEmitter
{
    private readonly Lock _lock = new();
    private readonly List<RecordedEvent> _events = [];
    private DropCounts _dropped;
    private long _fellBack;

    /// <summary>
    /// The result of every <c>Emit</c>; <see cref="EmitResult.Queued"/> by default. With anything else events are not recorded but counted
    /// as dropped or as fallen back. Set it to test how your code handles a full ring or an open circuit.
    /// </summary>
    public EmitResult Result { get; set; }

    /// <summary>The answer of the server's handler to an event of <c>EmitAsync</c>, as a JSON array; <c>[]</c> by default.</summary>
    public Func<RecordedEvent, string> Acknowledge { get; set; } = static _ => "[]";

    /// <summary>
    /// How <c>EmitAsync</c> fails after the event was taken, as with a handler that does not answer; null, the default, for an
    /// acknowledgement. An event that is refused (<see cref="Result"/>) fails for that.
    /// </summary>
    public EmitFailure? AcknowledgementFailure { get; set; }

    /// <summary>
    /// How long acknowledgements and flushes take; zero by default. One that takes longer than its timeout ends there: with
    /// <see cref="EmitFailure.TimedOut"/>, or as a flush that is not completed.
    /// </summary>
    public TimeSpan Delay { get; set; }

    /// <summary>
    /// Why nothing is confirmed, or null. With it everything recorded counts as pending and flushes are not completed, after their
    /// timeout or <see cref="Delay"/>, whichever is first.
    /// </summary>
    public string? FlushError { get; set; }

    /// <summary>The clock for <see cref="Delay"/>.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

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
        where TEvent : IHookEvent<TEvent> => Take(in value, out _);

    /// <summary>Records the event and answers as <see cref="Acknowledge"/>, <see cref="AcknowledgementFailure"/> and <see cref="Delay"/> say, without a bound.</summary>
    /// <inheritdoc cref="EmitAsync{TEvent}(in TEvent, TimeSpan, CancellationToken)"/>
    public ValueTask<EmitAcknowledgement> EmitAsync<TEvent>(in TEvent value, CancellationToken cancellationToken = default)
        where TEvent : IHookEvent<TEvent> => EmitAsync(in value, Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>Records the event and answers as <see cref="Acknowledge"/>, <see cref="AcknowledgementFailure"/> and <see cref="Delay"/> say.</summary>
    /// <param name="value">The event.</param>
    /// <param name="timeout">The longest wait; positive or infinite.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="EmitFailedException">The event was refused, or not acknowledged.</exception>
    public ValueTask<EmitAcknowledgement> EmitAsync<TEvent>(in TEvent value, TimeSpan timeout, CancellationToken cancellationToken = default)
        where TEvent : IHookEvent<TEvent>
    {
        if (timeout <= TimeSpan.Zero && timeout != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(nameof(timeout), timeout, "The timeout has to be positive or infinite.");
        }

        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<EmitAcknowledgement>(cancellationToken);
        }

        EmitResult result = Take(in value, out RecordedEvent? recorded);
        return recorded is null
            ? ValueTask.FromException<EmitAcknowledgement>(new EmitFailedException(HookEmitter.FailureOf(result)))
            : AnswerAsync(recorded, timeout, cancellationToken);
    }

    private async ValueTask<EmitAcknowledgement> AnswerAsync(RecordedEvent recorded, TimeSpan timeout, CancellationToken cancellationToken)
    {
        TimeSpan waited = await WaitAsync(timeout, cancellationToken).ConfigureAwait(false);
        if (waited < Delay)
        {
            throw new EmitFailedException(EmitFailure.TimedOut, timeout);
        }

        return AcknowledgementFailure is { } failure
            ? throw new EmitFailedException(failure, timeout)
            : new EmitAcknowledgement(Encoding.UTF8.GetBytes(Acknowledge(recorded)), 1, waited);
    }

    /// <summary>Waits for <see cref="Delay"/>, or for the timeout when that is shorter.</summary>
    private async ValueTask<TimeSpan> WaitAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        TimeSpan wait = timeout >= TimeSpan.Zero && timeout < Delay ? timeout : Delay;
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, TimeProvider, cancellationToken).ConfigureAwait(false);
        }

        return wait;
    }

    private EmitResult Take<TEvent>(in TEvent value, out RecordedEvent? recorded)
        where TEvent : IHookEvent<TEvent>
    {
        HookEventDescriptor descriptor = TEvent.Descriptor;
        EventWriter writer = EventWriter.Rent();
        TEvent.WriteOpenPacket(ref writer, in value);
        bool isRejected = writer.IsRejected;
        string json = $"{Encoding.UTF8.GetString(Data(writer.Written, descriptor))}}}";
        writer.Return();
        recorded = null;
        return isRejected ? Refuse(EmitResult.TooLarge) : Record(descriptor, json, value, out recorded);
    }

    /// <inheritdoc/>
    public EmitResult EmitJson(HookEventDescriptor descriptor, ReadOnlySpan<byte> utf8Json)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        Utf8JsonReader reader = new(utf8Json);
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        return Record(descriptor, document.RootElement.GetRawText(), null, out _);
    }

    /// <summary>Everything recorded is confirmed, after <see cref="Delay"/> and unless <see cref="FlushError"/> says otherwise.</summary>
    /// <param name="timeout">The longest wait.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<FlushReport> FlushAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        TimeSpan waited = await WaitAsync(timeout, cancellationToken).ConfigureAwait(false);
        HookEmitterStats stats = GetStats();
        long late = waited < Delay ? stats.Confirmed : 0;
        return new FlushReport(
            late == 0 && stats.Pending == 0 && FlushError is null, stats.Offered, stats.Confirmed - late, 0, stats.Pending + late, stats.FellBack, stats.Dropped, waited, FlushError);
    }

    /// <inheritdoc/>
    public HookEmitterStats GetStats()
    {
        lock (_lock)
        {
            return new HookEmitterStats
            {
                Offered = _events.Count + _fellBack + _dropped.Total,
                Confirmed = FlushError is null ? _events.Count : 0,
                Pending = FlushError is null ? 0 : _events.Count,
                LastError = FlushError,
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

    /// <summary>Fails unless exactly this number of events of the type was recorded.</summary>
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

    private EmitResult Record(HookEventDescriptor descriptor, string json, object? value, out RecordedEvent? recorded)
    {
        recorded = null;
        if (Result != EmitResult.Queued)
        {
            return Refuse(Result);
        }

        recorded = new RecordedEvent(descriptor.Namespace, descriptor.Name, json, value);
        lock (_lock)
        {
            _events.Add(recorded);
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

    /// <summary>The data behind the event's name. A packet with attachments begins with <c>451-</c>, not <c>42</c>.</summary>
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

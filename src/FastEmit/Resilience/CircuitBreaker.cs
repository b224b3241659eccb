using System.Runtime.CompilerServices;

namespace FastEmit.Resilience;

/// <summary>
/// A circuit breaker in one word that only compare-and-swap changes. Every member may be called from any thread and
/// none blocks; <see cref="StateChanged"/> is raised by the thread whose swap made the transition, after it, outside
/// any lock.
/// </summary>
/// <remarks>
/// Interlocked operations are full fences, so a reader that sees a state also sees everything that its writer wrote before. The read
/// on the closed path needs no more than acquire.
/// </remarks>
internal sealed class CircuitBreaker
{
    private readonly TimeProvider _time;
    private readonly long _created;
    private readonly int _failureThreshold;
    private readonly TimeSpan _recoveryTimeout;
    private readonly TimeSpan _probeTimeout;
    private long _word;

    /// <summary>Creates a closed circuit.</summary>
    /// <param name="failureThreshold">Consecutive failures that open it: 1 to <see cref="CircuitWord.MaxFailures"/>.</param>
    /// <param name="recoveryTimeout">How long it stays open.</param>
    /// <param name="probeTimeout">How long the probe may take before it counts as abandoned.</param>
    /// <param name="time">The clock; only its monotonic timestamp is used.</param>
    public CircuitBreaker(int failureThreshold, TimeSpan recoveryTimeout, TimeSpan probeTimeout, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(failureThreshold, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(failureThreshold, CircuitWord.MaxFailures);
        _failureThreshold = failureThreshold;
        _recoveryTimeout = recoveryTimeout;
        _probeTimeout = probeTimeout;
        _time = time;
        _created = time.GetTimestamp();
    }

    /// <summary>Raised after each transition.</summary>
    public event Action<CircuitStateChange>? StateChanged;

    /// <summary>The state; Open also when the recovery time has passed but no attempt has been made yet.</summary>
    public CircuitState State => Read().State;

    /// <summary>Consecutive failures.</summary>
    public int Failures => Read().Failures;

    /// <summary>Asks for leave to make an attempt. After the break exactly one caller gets it, as the probe.</summary>
    public bool TryEnter(out CircuitTicket ticket)
    {
        CircuitWord word = Read();
        ticket = new CircuitTicket(word.Generation);
        return word.State == CircuitState.Closed || TryEnterSlow(out ticket);
    }

    /// <summary>The attempt worked: consecutive failures are forgotten, a probe closes the circuit.</summary>
    public void RecordSuccess(CircuitTicket ticket)
    {
        while (true)
        {
            CircuitWord word = Read();
            if (word.Generation != ticket.Generation || word.State == CircuitState.Open)
            {
                return;
            }

            CircuitWord next = word.State == CircuitState.HalfOpen
                ? word.Advance(CircuitTransitions.Next(word.State, CircuitSignal.ProbeSucceeded), 0, 0)
                : word.WithoutFailures();
            if (TrySwap(word, next))
            {
                return;
            }
        }
    }

    /// <summary>The attempt failed, or the connection that it made was lost.</summary>
    public void RecordFailure(CircuitTicket ticket) => Fail(ticket, CircuitSignal.ProbeFailed);

    /// <summary>The attempt was cancelled. That says nothing of the server's health, but a probe without an answer reopens the circuit.</summary>
    public void Abandon(CircuitTicket ticket)
    {
        if (State == CircuitState.HalfOpen)
        {
            Fail(ticket, CircuitSignal.ProbeAbandoned);
        }
    }

    /// <summary>How long until <see cref="TryEnter"/> may succeed; zero when it may now, infinite when only <see cref="Reset"/> helps.</summary>
    public TimeSpan RetryAfter()
    {
        CircuitWord word = Read();
        if (word.State == CircuitState.Closed)
        {
            return TimeSpan.Zero;
        }

        return word.DeadlineUnits == CircuitWord.NeverUnits
            ? Timeout.InfiniteTimeSpan
            : TimeSpan.FromMilliseconds(Math.Max(0, word.DeadlineUnits - NowUnits()) * CircuitWord.UnitMilliseconds);
    }

    /// <summary>Opens the circuit until <see cref="Reset"/>.</summary>
    public void Open() => Force(CircuitSignal.OpenRequested, CircuitWord.NeverUnits);

    /// <summary>Closes the circuit and forgets the failures.</summary>
    public void Reset() => Force(CircuitSignal.ResetRequested, 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private CircuitWord Read() => new(Volatile.Read(ref _word));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryEnterSlow(out CircuitTicket ticket)
    {
        while (true)
        {
            CircuitWord word = Read();
            ticket = new CircuitTicket(word.Generation);
            if (word.State == CircuitState.Closed)
            {
                return true;
            }

            if (word.DeadlineUnits == CircuitWord.NeverUnits || NowUnits() < word.DeadlineUnits)
            {
                return false;
            }

            bool probe = word.State == CircuitState.Open;
            CircuitWord next = probe
                ? word.Advance(CircuitTransitions.Next(word.State, CircuitSignal.BreakElapsed), word.Failures, After(_probeTimeout))
                : word.Advance(CircuitTransitions.Next(word.State, CircuitSignal.ProbeAbandoned), word.Failures, After(_recoveryTimeout));
            if (TrySwap(word, next))
            {
                ticket = new CircuitTicket(next.Generation);
                return probe;
            }
        }
    }

    private void Fail(CircuitTicket ticket, CircuitSignal probeSignal)
    {
        while (true)
        {
            CircuitWord word = Read();
            if (word.Generation != ticket.Generation || word.State == CircuitState.Open)
            {
                return;
            }

            int failures = Math.Min(word.Failures + 1, CircuitWord.MaxFailures);
            CircuitState state = word.State == CircuitState.HalfOpen
                ? CircuitTransitions.Next(word.State, probeSignal)
                : failures >= _failureThreshold
                    ? CircuitTransitions.Next(word.State, CircuitSignal.TripThresholdReached)
                    : word.State;
            long deadline = state == CircuitState.Open ? After(_recoveryTimeout) : 0;
            if (TrySwap(word, word.Advance(state, failures, deadline)))
            {
                return;
            }
        }
    }

    private void Force(CircuitSignal signal, long deadlineUnits)
    {
        while (true)
        {
            CircuitWord word = Read();
            int failures = signal == CircuitSignal.ResetRequested ? 0 : word.Failures;
            if (TrySwap(word, word.Advance(CircuitTransitions.Next(word.State, signal), failures, deadlineUnits)))
            {
                return;
            }
        }
    }

    private bool TrySwap(CircuitWord word, CircuitWord next)
    {
        if (Interlocked.CompareExchange(ref _word, next.Bits, word.Bits) != word.Bits)
        {
            return false;
        }

        if (next.State != word.State)
        {
            StateChanged?.Invoke(new CircuitStateChange(word.State, next.State, next.Failures));
        }

        return true;
    }

    private long NowUnits() => (long)_time.GetElapsedTime(_created).TotalMilliseconds / CircuitWord.UnitMilliseconds;

    /// <summary>Rounded up, so that a break is never shorter than asked for.</summary>
    private long After(TimeSpan delay) => NowUnits() + (long)Math.Ceiling(delay.TotalMilliseconds / CircuitWord.UnitMilliseconds) + 1;
}

/// <summary>
/// Leave to make one attempt. Its outcome counts only while the circuit is still in the generation that the ticket
/// was given out in, so lanes that learn of one outage together count it once.
/// </summary>
internal readonly record struct CircuitTicket(int Generation);

namespace FastEmit.Resilience;

/// <summary>
/// A circuit in one 64-bit word: state (2 bits), consecutive failures (8), generation (18), deadline (36).
/// </summary>
/// <remarks>
/// The deadline counts units of 16 ms since the breaker was created: 2^36 of them are 34 years. It is the end of the
/// break while Open and the probe's deadline while HalfOpen; the largest value means never. The generation changes
/// with every counted failure and every transition, and comes round after 262,144 of them: an answer that late would
/// be counted once too often, which is one failure among consecutive ones.
/// </remarks>
internal readonly record struct CircuitWord(long Bits)
{
    public const int MaxFailures = (1 << FailureBits) - 1;
    public const long NeverUnits = (1L << DeadlineBits) - 1;
    public const int UnitMilliseconds = 16;

    private const int StateBits = 2;
    private const int FailureBits = 8;
    private const int GenerationBits = 18;
    private const int DeadlineBits = 36;
    private const int FailureShift = StateBits;
    private const int GenerationShift = FailureShift + FailureBits;
    private const int DeadlineShift = GenerationShift + GenerationBits;

    public CircuitState State => (CircuitState)(Bits & ((1 << StateBits) - 1));

    public int Failures => (int)(Bits >> FailureShift) & MaxFailures;

    public int Generation => (int)(Bits >> GenerationShift) & ((1 << GenerationBits) - 1);

    public long DeadlineUnits => (long)((ulong)Bits >> DeadlineShift);

    /// <summary>The word that follows this one: the next generation with the given contents.</summary>
    public CircuitWord Advance(CircuitState state, int failures, long deadlineUnits)
    {
        long generation = (Generation + 1) & ((1 << GenerationBits) - 1);
        return new CircuitWord(
            (long)state
            | ((long)Math.Min(failures, MaxFailures) << FailureShift)
            | (generation << GenerationShift)
            | (Math.Min(deadlineUnits, NeverUnits) << DeadlineShift));
    }

    /// <summary>This word with no failures, in the same generation.</summary>
    public CircuitWord WithoutFailures() => new(Bits & ~((long)MaxFailures << FailureShift));
}

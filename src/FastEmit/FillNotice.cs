namespace FastEmit;

/// <summary>The argument of <see cref="HookEmitter.FillChanged"/>.</summary>
/// <param name="IsHigh">True when the first ring rose above its high water; false when the last one is back at its low water.</param>
/// <param name="RingBytes">Bytes in use in all rings, at the time of the notice.</param>
/// <param name="RingCapacity">Bytes of all rings.</param>
public readonly record struct FillNotice(bool IsHigh, long RingBytes, long RingCapacity);

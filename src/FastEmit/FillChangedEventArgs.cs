namespace FastEmit;

/// <summary>The argument of <see cref="HookEmitter.FillChanged"/>.</summary>
/// <param name="isHigh">True when the first ring rose above its high water; false when the last one is back at its low water.</param>
/// <param name="ringBytes">Bytes in use in all rings, at the time of the notice.</param>
/// <param name="ringCapacity">Bytes of all rings.</param>
public sealed class FillChangedEventArgs(bool isHigh, long ringBytes, long ringCapacity) : EventArgs
{
    /// <summary>True when the first ring rose above its high water; false when the last one is back at its low water.</summary>
    public bool IsHigh { get; } = isHigh;

    /// <summary>Bytes in use in all rings, at the time of the notice.</summary>
    public long RingBytes { get; } = ringBytes;

    /// <summary>Bytes of all rings.</summary>
    public long RingCapacity { get; } = ringCapacity;
}

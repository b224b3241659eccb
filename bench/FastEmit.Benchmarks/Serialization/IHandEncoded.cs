namespace FastEmit.Benchmarks.Serialization;

/// <summary>An event with an encoder as one would write it by hand for it alone.</summary>
internal interface IHandEncoded<TEvent>
{
    /// <summary>Writes the event as a JSON object; returns the bytes.</summary>
    static abstract int WriteByHand(in TEvent value, Span<byte> destination);
}

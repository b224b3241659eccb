namespace FastEmit;

/// <summary>What the server's handler answered to an event of <c>EmitAsync</c>.</summary>
/// <param name="Arguments">What the handler passed to the acknowledgement: a JSON array, UTF-8, <c>[]</c> when it passed nothing. The caller's own.</param>
/// <param name="Writes">How often the event was written: more than once when a connection was lost before the answer came.</param>
/// <param name="Elapsed">From the call to the answer.</param>
public readonly record struct EmitAcknowledgement(ReadOnlyMemory<byte> Arguments, int Writes, TimeSpan Elapsed);

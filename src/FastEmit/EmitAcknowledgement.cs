namespace FastEmit;

/// <summary>The answer of the server's handler to an event of <c>EmitAsync</c>.</summary>
/// <param name="Arguments">The arguments that the handler passed to the acknowledgement: a JSON array in UTF-8, <c>[]</c> when there were none. The array belongs to the caller.</param>
/// <param name="Writes">How often the event was written: more than once when a connection was lost before the answer came.</param>
/// <param name="Elapsed">From the call to the answer.</param>
public readonly record struct EmitAcknowledgement(ReadOnlyMemory<byte> Arguments, int Writes, TimeSpan Elapsed);

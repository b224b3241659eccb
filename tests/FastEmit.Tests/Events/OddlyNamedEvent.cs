using FastEmit.Events;

namespace FastEmit.Tests.Events;

/// <summary>A name with everything that JSON escapes, or that somebody might.</summary>
[HookEvent("a\n\t\b\f\r\u0001\"\\é€😀<&>'+\u2028\u007f")]
public readonly partial record struct OddlyNamedEvent(int X);

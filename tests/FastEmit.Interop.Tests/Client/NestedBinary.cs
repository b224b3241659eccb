using FastEmit.SocketIO;

namespace FastEmit.Interop.Tests.Client;

/// <summary>A payload with bytes in its depth.</summary>
internal sealed record NestedBinary(string A, NestedBinary.Inner B)
{
    internal sealed record Inner(SocketIOBinary Why, Innermost C);

    internal sealed record Innermost(byte[] D);
}

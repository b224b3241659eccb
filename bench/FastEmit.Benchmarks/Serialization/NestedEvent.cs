using FastEmit.Events;

namespace FastEmit.Benchmarks.Serialization;

/// <summary>An event with objects in it.</summary>
[HookEvent("nested")]
public readonly partial record struct NestedEvent(string SessionId, ToolCall Call, Position? From, Position? To)
{
    internal static readonly NestedEvent Sample = new(
        "3f0c1f3e-8a1b-4b2c-9d3e-1234567890ab",
        new ToolCall("Edit", "src/FastEmit/Events/EventWriter.cs", new Position(12, 4), 3),
        new Position(120, 7),
        null);
}

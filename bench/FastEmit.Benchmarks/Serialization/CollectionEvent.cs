using FastEmit.Events;

namespace FastEmit.Benchmarks.Serialization;

/// <summary>An event with collections in it.</summary>
[HookEvent("collections")]
public readonly partial record struct CollectionEvent(int[] Counts, List<string> Files, Dictionary<string, long> Usage)
{
    internal static readonly CollectionEvent Sample = new(
        [.. Enumerable.Range(0, 32).Select(static i => i * i * i)],
        ["src/FastEmit/HookEmitter.cs", "src/FastEmit/EmitTicket.cs", "README.md", "tests/FastEmit.Tests/Events/EventText.cs"],
        new Dictionary<string, long> { ["input_tokens"] = 12_345, ["output_tokens"] = 678, ["cache_read"] = 1_234_567_890_123 });
}

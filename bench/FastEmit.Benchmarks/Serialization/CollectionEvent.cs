using FastEmit.Events;

namespace FastEmit.Benchmarks.Serialization;

/// <summary>An event with collections in it.</summary>
[HookEvent("collections")]
public readonly partial record struct CollectionEvent(int[] Counts, List<string> Files, Dictionary<string, long> Usage)
    : IHandEncoded<CollectionEvent>
{
    internal static readonly CollectionEvent Sample = new(
        [.. Enumerable.Range(0, 32).Select(static i => i * i * i)],
        ["src/FastEmit/HookEmitter.cs", "src/FastEmit/EmitTicket.cs", "README.md", "tests/FastEmit.Tests/Events/EventText.cs"],
        new Dictionary<string, long> { ["input_tokens"] = 12_345, ["output_tokens"] = 678, ["cache_read"] = 1_234_567_890_123 });

    static int IHandEncoded<CollectionEvent>.WriteByHand(in CollectionEvent value, Span<byte> destination)
    {
        HandEncoder encoder = new(destination);
        encoder.Literal("{\"counts\":"u8);
        bool first = true;
        foreach (int count in value.Counts)
        {
            encoder.Literal(first ? "["u8 : ","u8);
            encoder.Value(count);
            first = false;
        }

        encoder.Literal("],\"files\":"u8);
        first = true;
        foreach (string file in value.Files)
        {
            encoder.Literal(first ? "["u8 : ","u8);
            encoder.Text(file);
            first = false;
        }

        encoder.Literal("],\"usage\":"u8);
        first = true;
        foreach ((string name, long amount) in value.Usage)
        {
            encoder.Literal(first ? "{"u8 : ","u8);
            encoder.Text(name);
            encoder.Literal(":"u8);
            encoder.Value(amount);
            first = false;
        }

        encoder.Literal("}}"u8);
        return encoder.Written;
    }
}

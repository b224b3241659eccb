using FastEmit.Events;

namespace FastEmit.Benchmarks.Serialization;

/// <summary>An event with objects in it.</summary>
[HookEvent("nested")]
public readonly partial record struct NestedEvent(string SessionId, ToolCall Call, Position? From, Position? To)
    : IHandEncoded<NestedEvent>
{
    internal static readonly NestedEvent Sample = new(
        "3f0c1f3e-8a1b-4b2c-9d3e-1234567890ab",
        new ToolCall("Edit", "src/FastEmit/Events/EventWriter.cs", new Position(12, 4), 3),
        new Position(120, 7),
        null);

    static int IHandEncoded<NestedEvent>.WriteByHand(in NestedEvent value, Span<byte> destination)
    {
        HandEncoder encoder = new(destination);
        encoder.Literal("{\"session_id\":"u8);
        encoder.Text(value.SessionId);
        encoder.Literal(",\"call\":{\"name\":"u8);
        encoder.Text(value.Call.Name);
        encoder.Literal(",\"path\":"u8);
        encoder.Text(value.Call.Path);
        encoder.Literal(",\"at\":"u8);
        Write(ref encoder, value.Call.At);
        encoder.Literal(",\"attempt\":"u8);
        encoder.Value(value.Call.Attempt);
        encoder.Literal("},\"from\":"u8);
        Write(ref encoder, value.From);
        encoder.Literal(",\"to\":"u8);
        Write(ref encoder, value.To);
        encoder.Literal("}"u8);
        return encoder.Written;
    }

    private static void Write(ref HandEncoder encoder, Position? position)
    {
        if (position is not { } known)
        {
            encoder.Literal("null"u8);
            return;
        }

        encoder.Literal("{\"line\":"u8);
        encoder.Value(known.Line);
        encoder.Literal(",\"column\":"u8);
        encoder.Value(known.Column);
        encoder.Literal("}"u8);
    }
}

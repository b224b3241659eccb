using FastEmit.Events;

namespace FastEmit.Benchmarks.Serialization.Kinds;

/// <summary>Four values of an enumeration, by their names.</summary>
[HookEvent("enum_members")]
public readonly partial record struct EnumMembers(Outcome A, Outcome B, Outcome C, Outcome D) : IHandEncoded<EnumMembers>
{
    internal static readonly EnumMembers Sample = new(Outcome.Passed, Outcome.Failed, Outcome.TimedOut, Outcome.Skipped);

    static int IHandEncoded<EnumMembers>.WriteByHand(in EnumMembers value, Span<byte> destination)
    {
        HandEncoder encoder = new(destination);
        encoder.Literal("{\"a\":"u8);
        encoder.Literal(Name(value.A));
        encoder.Literal(",\"b\":"u8);
        encoder.Literal(Name(value.B));
        encoder.Literal(",\"c\":"u8);
        encoder.Literal(Name(value.C));
        encoder.Literal(",\"d\":"u8);
        encoder.Literal(Name(value.D));
        encoder.Literal("}"u8);
        return encoder.Written;
    }

    private static ReadOnlySpan<byte> Name(Outcome value) => value switch
    {
        Outcome.Passed => "\"Passed\""u8,
        Outcome.Failed => "\"Failed\""u8,
        Outcome.Skipped => "\"Skipped\""u8,
        _ => "\"TimedOut\""u8,
    };
}

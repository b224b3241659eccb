using FastEmit.Events;

namespace FastEmit.Benchmarks.Serialization.Kinds;

/// <summary>Four integers of different sizes.</summary>
[HookEvent("integer_members")]
public readonly partial record struct IntegerMembers(long A, long B, long C, long D) : IHandEncoded<IntegerMembers>
{
    internal static readonly IntegerMembers Sample = new(0, 42, -123_456, 1_763_766_420_123);

    static int IHandEncoded<IntegerMembers>.WriteByHand(in IntegerMembers value, Span<byte> destination)
    {
        HandEncoder encoder = new(destination);
        encoder.Literal("{\"a\":"u8);
        encoder.Value(value.A);
        encoder.Literal(",\"b\":"u8);
        encoder.Value(value.B);
        encoder.Literal(",\"c\":"u8);
        encoder.Value(value.C);
        encoder.Literal(",\"d\":"u8);
        encoder.Value(value.D);
        encoder.Literal("}"u8);
        return encoder.Written;
    }
}

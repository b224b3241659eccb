using FastEmit.Events;

namespace FastEmit.Benchmarks.Serialization.Kinds;

/// <summary>Four floating-point numbers.</summary>
[HookEvent("double_members")]
public readonly partial record struct DoubleMembers(double A, double B, double C, double D) : IHandEncoded<DoubleMembers>
{
    internal static readonly DoubleMembers Sample = new(0, 0.1, -123.456, 6.02214076e23);

    static int IHandEncoded<DoubleMembers>.WriteByHand(in DoubleMembers value, Span<byte> destination)
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

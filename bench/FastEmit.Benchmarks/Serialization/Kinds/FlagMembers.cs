using FastEmit.Events;

namespace FastEmit.Benchmarks.Serialization.Kinds;

/// <summary>Four truth values.</summary>
[HookEvent("flag_members")]
public readonly partial record struct FlagMembers(bool A, bool B, bool C, bool D) : IHandEncoded<FlagMembers>
{
    internal static readonly FlagMembers Sample = new(true, false, true, true);

    static int IHandEncoded<FlagMembers>.WriteByHand(in FlagMembers value, Span<byte> destination)
    {
        HandEncoder encoder = new(destination);
        encoder.Literal("{\"a\":"u8);
        encoder.Flag(value.A);
        encoder.Literal(",\"b\":"u8);
        encoder.Flag(value.B);
        encoder.Literal(",\"c\":"u8);
        encoder.Flag(value.C);
        encoder.Literal(",\"d\":"u8);
        encoder.Flag(value.D);
        encoder.Literal("}"u8);
        return encoder.Written;
    }
}

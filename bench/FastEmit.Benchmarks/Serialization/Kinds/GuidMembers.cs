using FastEmit.Events;

namespace FastEmit.Benchmarks.Serialization.Kinds;

/// <summary>Four GUIDs.</summary>
[HookEvent("guid_members")]
public readonly partial record struct GuidMembers(Guid A, Guid B, Guid C, Guid D) : IHandEncoded<GuidMembers>
{
    internal static readonly GuidMembers Sample = new(new Guid("3f0c1f3e-8a1b-4b2c-9d3e-1234567890ab"), Guid.Empty, new Guid("00112233-4455-6677-8899-aabbccddeeff"), new Guid("ffffffff-ffff-ffff-ffff-ffffffffffff"));

    static int IHandEncoded<GuidMembers>.WriteByHand(in GuidMembers value, Span<byte> destination)
    {
        HandEncoder encoder = new(destination);
        encoder.Literal("{\"a\":"u8);
        encoder.Quoted(value.A);
        encoder.Literal(",\"b\":"u8);
        encoder.Quoted(value.B);
        encoder.Literal(",\"c\":"u8);
        encoder.Quoted(value.C);
        encoder.Literal(",\"d\":"u8);
        encoder.Quoted(value.D);
        encoder.Literal("}"u8);
        return encoder.Written;
    }
}

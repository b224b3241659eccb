using FastEmit.Events;

namespace FastEmit.Benchmarks.Serialization.Kinds;

/// <summary>Four strings of ASCII.</summary>
[HookEvent("text_members")]
public readonly partial record struct TextMembers(string A, string B, string C, string D) : IHandEncoded<TextMembers>
{
    internal static readonly TextMembers Sample = new("pre_tool", "Bash", "/home/ada/shop/src/Cart.cs", "3f0c1f3e-8a1b-4b2c-9d3e-1234567890ab");

    static int IHandEncoded<TextMembers>.WriteByHand(in TextMembers value, Span<byte> destination)
    {
        HandEncoder encoder = new(destination);
        encoder.Literal("{\"a\":"u8);
        encoder.Text(value.A);
        encoder.Literal(",\"b\":"u8);
        encoder.Text(value.B);
        encoder.Literal(",\"c\":"u8);
        encoder.Text(value.C);
        encoder.Literal(",\"d\":"u8);
        encoder.Text(value.D);
        encoder.Literal("}"u8);
        return encoder.Written;
    }
}

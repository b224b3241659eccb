using FastEmit.Events;

namespace FastEmit.Benchmarks.Serialization.Kinds;

/// <summary>Four points in time.</summary>
[HookEvent("time_members")]
public readonly partial record struct TimeMembers(DateTime A, DateTime B, DateTime C, DateTime D) : IHandEncoded<TimeMembers>
{
    internal static readonly TimeMembers Sample = new(Utc(1_234_567), Utc(2_345_678), Utc(3_456_789), Utc(9_999_999));

    private static DateTime Utc(long ticks) => new DateTime(2026, 11, 21, 23, 7, 0, DateTimeKind.Utc).AddTicks(ticks);

    static int IHandEncoded<TimeMembers>.WriteByHand(in TimeMembers value, Span<byte> destination)
    {
        HandEncoder encoder = new(destination);
        encoder.Literal("{\"a\":"u8);
        encoder.Quoted(value.A, "O");
        encoder.Literal(",\"b\":"u8);
        encoder.Quoted(value.B, "O");
        encoder.Literal(",\"c\":"u8);
        encoder.Quoted(value.C, "O");
        encoder.Literal(",\"d\":"u8);
        encoder.Quoted(value.D, "O");
        encoder.Literal("}"u8);
        return encoder.Written;
    }
}

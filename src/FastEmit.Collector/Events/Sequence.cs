using System.Buffers.Text;
using System.Globalization;

namespace FastEmit.Collector.Events;

/// <summary>An id of an emitter's: its lane, 64 random bits that are new with each process, and the number of the event in it.</summary>
internal readonly record struct Sequence(ulong Lane, long Number)
{
    private const int LaneDigits = 16;

    /// <summary>Reads an id such as <c>3f0c1f3e8a1b4b2c-17</c>. False when it is none of an emitter's.</summary>
    /// <param name="id">The result of <see cref="EventId.Find"/>.</param>
    /// <param name="sequence">Its parts.</param>
    public static bool TryParse(ReadOnlySpan<byte> id, out Sequence sequence)
    {
        sequence = default;
        if (id.Length <= LaneDigits + 1
            || id[LaneDigits] != (byte)'-'
            || id[LaneDigits + 1] is not (>= (byte)'1' and <= (byte)'9') // One number is written in one way.
            || !ulong.TryParse(id[..LaneDigits], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong lane)
            || !Utf8Parser.TryParse(id[(LaneDigits + 1)..], out long number, out int length)
            || length != id.Length - LaneDigits - 1
            || number == long.MaxValue)
        {
            return false;
        }

        sequence = new Sequence(lane, number);
        return true;
    }
}

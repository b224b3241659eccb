using System.Buffers.Text;

namespace FastEmit.Simulation;

/// <summary>The number that tells one simulated event from the others, in its data.</summary>
internal static class EventNumber
{
    private static ReadOnlySpan<byte> Start => "\"n\":"u8;

    /// <summary>The number of the only event in a text.</summary>
    public static int Find(ReadOnlySpan<byte> data) => TryTake(ref data, out int id) ? id : throw new BrokenPromiseException("An event without its number came.");

    /// <summary>Takes the number of the first event off a text. False when there is none.</summary>
    public static bool TryTake(ref ReadOnlySpan<byte> data, out int id)
    {
        int at = data.IndexOf(Start);
        if (at < 0 || !Utf8Parser.TryParse(data[(at + Start.Length)..], out id, out int digits))
        {
            id = -1;
            return false;
        }

        data = data[(at + Start.Length + digits)..];
        return true;
    }

    /// <summary>Whether another event follows.</summary>
    public static bool IsIn(ReadOnlySpan<byte> data) => data.IndexOf(Start) >= 0;
}

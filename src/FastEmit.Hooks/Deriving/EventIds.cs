using FastEmit.Hooks.Native;

namespace FastEmit.Hooks.Deriving;

/// <summary>Creates event ids, by which a server recognises copies of an event.</summary>
internal static class EventIds
{
    private const int RandomBytes = 12;

    /// <summary>A new id: the time in milliseconds, so that ids of one process sort by it, and 96 random bits, in hexadecimal.</summary>
    public static string Next(DateTimeOffset now)
    {
        Span<byte> random = stackalloc byte[RandomBytes];
        SystemCalls.FillRandom(random);
        Span<char> id = stackalloc char[12 + (2 * RandomBytes)];
        long milliseconds = now.ToUnixTimeMilliseconds();
        for (int i = 0; i < 12; i++)
        {
            id[i] = Digit((int)(milliseconds >> (44 - (4 * i))) & 15);
        }

        for (int i = 0; i < RandomBytes; i++)
        {
            id[12 + (2 * i)] = Digit(random[i] >> 4);
            id[13 + (2 * i)] = Digit(random[i] & 15);
        }

        return new string(id);
    }

    private static char Digit(int value) => (char)(value < 10 ? '0' + value : 'a' + value - 10);
}

using FastEmit.Hooks.Native;

namespace FastEmit.Hooks.Input;

/// <summary>What a hook was given on its standard input, within a bound on size and one on time.</summary>
/// <param name="Bytes">The bytes, in a buffer that may be larger.</param>
/// <param name="Length">How many there are.</param>
/// <param name="IsCut">Whether a bound was reached before the end.</param>
internal readonly record struct StandardInput(byte[] Bytes, int Length, bool IsCut)
{
    /// <summary>The most bytes that are read.</summary>
    public const int MaxLength = 16 << 20;

    /// <summary>How long the whole input may take.</summary>
    public static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(2);

    private const int FirstBuffer = 64 << 10; // what a pipe holds

    /// <summary>Reads to the end, or as far as the bounds allow. A descriptor that cannot be read is empty.</summary>
    public static StandardInput Read(int descriptor, int maxLength, TimeSpan maxTime, TimeProvider time)
    {
        byte[] bytes = new byte[Math.Min(FirstBuffer, maxLength)];
        int length = 0;
        long began = time.GetTimestamp();
        while (true)
        {
            int left = (int)Math.Max(0, (maxTime - time.GetElapsedTime(began)).TotalMilliseconds);
            if (!SystemCalls.WaitReadable(descriptor, left))
            {
                return new StandardInput(bytes, length, IsCut: true);
            }

            if (length == bytes.Length)
            {
                if (length == maxLength)
                {
                    return new StandardInput(bytes, length, IsCut: !IsAtEnd(descriptor));
                }

                Array.Resize(ref bytes, Math.Min(4 * length, maxLength));
            }

            nint count = SystemCalls.Read(descriptor, bytes.AsSpan(length));
            if (count <= 0)
            {
                return new StandardInput(bytes, length, IsCut: false);
            }

            length += (int)count;
        }
    }

    private static bool IsAtEnd(int descriptor)
    {
        Span<byte> next = stackalloc byte[1];
        return SystemCalls.Read(descriptor, next) <= 0;
    }
}

using System.Text;
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

    /// <summary>An input that came otherwise.</summary>
    public static StandardInput Of(string json)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(json);
        return new StandardInput(bytes, bytes.Length, IsCut: false);
    }

    /// <summary>
    /// Reads to the end of the JSON or of the input, or as far as the bounds allow: an agent that leaves the input open is not waited for.
    /// A descriptor that cannot be read is empty.
    /// </summary>
    public static StandardInput Read(int descriptor, int maxLength, TimeSpan maxTime, TimeProvider time)
    {
        byte[] bytes = new byte[Math.Min(FirstBuffer, maxLength)];
        int length = 0;
        long began = time.GetTimestamp();
        JsonEnd end = default;
        while (true)
        {
            // Behind the value only what is there already is taken: the writer should not find the pipe closed before its last line break.
            int left = end.IsReached ? 0 : (int)Math.Max(0, (maxTime - time.GetElapsedTime(began)).TotalMilliseconds);
            if (!SystemCalls.WaitReadable(descriptor, left))
            {
                return new StandardInput(bytes, length, IsCut: !end.IsReached);
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

            end.Add(bytes.AsSpan(length, (int)count));
            length += (int)count;
        }
    }

    private static bool IsAtEnd(int descriptor)
    {
        Span<byte> next = stackalloc byte[1];
        return SystemCalls.Read(descriptor, next) <= 0;
    }
}

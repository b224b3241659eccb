using System.Text;
using FastEmit.Hooks.Native;

namespace FastEmit.Hooks.Input;

/// <summary>A hook's standard input, read within limits on size and time.</summary>
/// <param name="Bytes">The bytes, in a buffer that may be larger.</param>
/// <param name="Length">The number of bytes.</param>
/// <param name="IsCut">Whether a limit was reached before the end.</param>
internal readonly record struct StandardInput(byte[] Bytes, int Length, bool IsCut)
{
    /// <summary>The most bytes that are read.</summary>
    public const int MaxLength = 16 << 20;

    /// <summary>The time limit for the whole input.</summary>
    public static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(2);

    private const int FirstBuffer = 64 << 10; // the capacity of a pipe

    /// <summary>An input from another source.</summary>
    public static StandardInput Of(string json)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(json);
        return new StandardInput(bytes, bytes.Length, IsCut: false);
    }

    /// <summary>
    /// Reads to the end of the JSON or of the input, or to a limit. The agent may leave the input open.
    /// A descriptor that cannot be read gives an empty input.
    /// </summary>
    public static StandardInput Read(int descriptor, int maxLength, TimeSpan maxTime, TimeProvider time)
    {
        byte[] bytes = new byte[Math.Min(FirstBuffer, maxLength)];
        int length = 0;
        long began = time.GetTimestamp();
        JsonEnd end = default;
        while (true)
        {
            // After the value, read only the bytes that are available already: the writer may still write its last line break to the open pipe.
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

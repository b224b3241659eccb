using System.Buffers;
using System.Runtime.CompilerServices;

namespace FastEmit.Events;

/// <summary>
/// One buffer per thread, so that an event of ordinary size costs no visit to the pool. It is taken while it is in use:
/// code that emits while it is being serialized on the same thread finds none and takes another from the pool.
/// </summary>
internal static class ScratchBuffer
{
    /// <summary>A larger buffer goes back to the pool instead of staying with its thread.</summary>
    internal const int KeptBytes = 64 * 1024;

    private const int FirstBytes = 4 * 1024;

    [ThreadStatic]
    private static byte[]? _buffer;

    /// <summary>Takes a buffer of at least <paramref name="minimum"/> bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static byte[] Take(int minimum)
    {
        byte[]? buffer = _buffer;
        if (buffer is not null && buffer.Length >= minimum)
        {
            _buffer = null;
            return buffer;
        }

        return ArrayPool<byte>.Shared.Rent(Math.Max(minimum, FirstBytes));
    }

    /// <summary>Gives a buffer of <see cref="Take"/>, or one that grew out of it, back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Give(byte[] buffer)
    {
        if (_buffer is null && buffer.Length <= KeptBytes)
        {
            _buffer = buffer;
            return;
        }

        ArrayPool<byte>.Shared.Return(buffer);
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace FastEmit.Protocol.WebSockets;

/// <summary>
/// The masking of RFC 6455 section 5.3. A key is the memory image of its four bytes, so the masking does not depend on byte order. The phase is
/// the index, modulo four, of the key byte for the first data byte.
/// </summary>
/// <remarks>
/// Each length class is a run of whole vectors and one overlapping last vector. The last one is loaded before the run is stored, so that
/// masking in place does not mask the overlap twice.
/// </remarks>
internal static class FrameMask
{
    /// <summary>Writes the masked <paramref name="source"/> to <paramref name="destination"/>. The two are the same bytes or disjoint.</summary>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is shorter than <paramref name="source"/>.</exception>
    public static void Copy(ReadOnlySpan<byte> source, Span<byte> destination, uint key, int phase = 0)
    {
        if (destination.Length < source.Length)
        {
            ThrowDestinationTooShort();
        }

        Run(
            ref MemoryMarshal.GetReference(source),
            ref MemoryMarshal.GetReference(destination),
            (nuint)source.Length,
            Rotate(key, phase));
    }

    /// <summary>Masks or unmasks in place.</summary>
    public static void Apply(Span<byte> data, uint key, int phase = 0)
    {
        ref byte start = ref MemoryMarshal.GetReference(data);
        Run(ref start, ref start, (nuint)data.Length, Rotate(key, phase));
    }

    /// <summary>The key after <paramref name="bytes"/> data bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Rotate(uint key, int bytes) => BitConverter.IsLittleEndian
        ? BitOperations.RotateRight(key, (bytes & 3) * 8)
        : BitOperations.RotateLeft(key, (bytes & 3) * 8);

    /// <summary>Unchecked: <paramref name="length"/> bytes must be readable at the source and writable at the destination.</summary>
    internal static void Run(ref byte source, ref byte destination, nuint length, uint key)
    {
        if (Vector512.IsHardwareAccelerated && length >= 64)
        {
            Run512(ref source, ref destination, length, key);
        }
        else if (Vector256.IsHardwareAccelerated && length >= 32)
        {
            Run256(ref source, ref destination, length, key);
        }
        else if (length >= 16)
        {
            Run128(ref source, ref destination, length, key);
        }
        else
        {
            RunShort(ref source, ref destination, length, key);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Run512(ref byte source, ref byte destination, nuint length, uint key)
    {
        nuint last = length - 64;
        Vector512<byte> mask = Vector512.Create(key).AsByte();
        Vector512<byte> tail = Vector512.LoadUnsafe(ref source, last) ^ Vector512.Create(Rotate(key, (int)last)).AsByte();
        for (nuint i = 0; i < last; i += 64)
        {
            (Vector512.LoadUnsafe(ref source, i) ^ mask).StoreUnsafe(ref destination, i);
        }

        tail.StoreUnsafe(ref destination, last);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Run256(ref byte source, ref byte destination, nuint length, uint key)
    {
        nuint last = length - 32;
        Vector256<byte> mask = Vector256.Create(key).AsByte();
        Vector256<byte> tail = Vector256.LoadUnsafe(ref source, last) ^ Vector256.Create(Rotate(key, (int)last)).AsByte();
        for (nuint i = 0; i < last; i += 32)
        {
            (Vector256.LoadUnsafe(ref source, i) ^ mask).StoreUnsafe(ref destination, i);
        }

        tail.StoreUnsafe(ref destination, last);
    }

    private static void Run128(ref byte source, ref byte destination, nuint length, uint key)
    {
        nuint last = length - 16;
        Vector128<byte> mask = Vector128.Create(key).AsByte();
        Vector128<byte> tail = Vector128.LoadUnsafe(ref source, last) ^ Vector128.Create(Rotate(key, (int)last)).AsByte();
        for (nuint i = 0; i < last; i += 16)
        {
            (Vector128.LoadUnsafe(ref source, i) ^ mask).StoreUnsafe(ref destination, i);
        }

        tail.StoreUnsafe(ref destination, last);
    }

    private static void RunShort(ref byte source, ref byte destination, nuint length, uint key)
    {
        if (length < 4)
        {
            for (nuint i = 0; i < length; i++)
            {
                Unsafe.Add(ref destination, i) = (byte)(Unsafe.Add(ref source, i) ^ FirstByte(Rotate(key, (int)i)));
            }

            return;
        }

        nuint last = length - 4;
        uint tail = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref source, last)) ^ Rotate(key, (int)last);
        for (nuint i = 0; i < last; i += 4)
        {
            uint word = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref source, i)) ^ key;
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref destination, i), word);
        }

        Unsafe.WriteUnaligned(ref Unsafe.Add(ref destination, last), tail);
    }

    private static byte FirstByte(uint key) => Unsafe.As<uint, byte>(ref key);

    private static void ThrowDestinationTooShort() =>
        throw new ArgumentException("The destination is shorter than the source.");
}

using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FastEmit.Events;

/// <summary>
/// The hash that chooses an event's lane: CRC-32C, for which processors have an instruction, spread over the high bits.
/// Stable across processes and versions, so that a key keeps its lane when a ring file is resumed; not meant to resist
/// crafted collisions, which would only crowd one lane.
/// </summary>
public static class PartitionHash
{
    private const ulong Multiplier = 0x9E37_79B9_7F4A_7C15; // 2^64 / golden ratio, Knuth's multiplicative hashing

    /// <summary>The partition of a string key; null and empty are equal.</summary>
    public static uint Of(string? key) => Of(MemoryMarshal.AsBytes(key.AsSpan()));

    /// <summary>The partition of a key of 64 bits or less.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Of(ulong key) => Finish(key * Multiplier);

    /// <summary>The partition of a Guid key.</summary>
    public static uint Of(Guid key)
    {
        var halves = MemoryMarshal.Cast<Guid, ulong>(new ReadOnlySpan<Guid>(in key));
        return Finish(BitOperations.Crc32C(BitOperations.Crc32C(0, halves[0]), halves[1]));
    }

    /// <summary>The partition of a key given as bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> key)
    {
        uint hash = (uint)key.Length;
        ref byte start = ref MemoryMarshal.GetReference(key);
        int length = key.Length;
        if (length < sizeof(ulong))
        {
            ulong tail = 0;
            for (int i = 0; i < length; i++)
            {
                tail = (tail << 8) | Unsafe.Add(ref start, i);
            }

            return Finish(BitOperations.Crc32C(hash, tail));
        }

        // Two chains, because each step waits for the one before it.
        uint other = 0;
        int at = 0;
        for (; at <= length - (2 * sizeof(ulong)); at += 2 * sizeof(ulong))
        {
            hash = BitOperations.Crc32C(hash, Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, at)));
            other = BitOperations.Crc32C(other, Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, at + sizeof(ulong))));
        }

        if (length - at > sizeof(ulong))
        {
            hash = BitOperations.Crc32C(hash, Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, at)));
        }

        // The last word overlaps its neighbour instead of being padded.
        other = BitOperations.Crc32C(other, Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, length - sizeof(ulong))));
        return Finish(BitOperations.Crc32C(hash, other));
    }

    /// <summary>The lane of a partition. The high half of a 64-bit product maps the hash to 0 … lanes − 1 without a division.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Lane(uint partition, int lanes) => (int)((partition * (ulong)lanes) >> 32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Finish(ulong hash) => (uint)((hash ^ (hash >> 32)) * Multiplier >> 32);
}

using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FastEmit.Buffers;

/// <summary>The CRC-32C of records and file headers, by the processor's instruction where it has one.</summary>
internal static class RecordCheck
{
    /// <summary>The checksum of a record: over its length, its position and the ring's key, then its packet.</summary>
    /// <remarks>
    /// With position and key a copy of a record that lies elsewhere, left by an earlier lap or inside a crafted payload,
    /// does not check out.
    /// </remarks>
    public static uint Compute(ReadOnlySpan<byte> packet, long position, ulong key)
    {
        uint crc = BitOperations.Crc32C(uint.MaxValue, (ulong)position + key);
        crc = BitOperations.Crc32C(crc, (uint)packet.Length);
        return ~Append(crc, packet);
    }

    /// <summary>The plain CRC-32C (RFC 3720 §12.1) of some bytes.</summary>
    public static uint Compute(ReadOnlySpan<byte> bytes) => ~Append(uint.MaxValue, bytes);

    private static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        ref byte start = ref MemoryMarshal.GetReference(bytes);
        nint offset = 0;
        for (; offset <= bytes.Length - sizeof(ulong); offset += sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, offset)));
        }

        for (; offset < bytes.Length; offset++)
        {
            crc = BitOperations.Crc32C(crc, Unsafe.Add(ref start, offset));
        }

        return crc;
    }
}

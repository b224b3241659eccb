using System.Buffers.Binary;

namespace FastEmit.Tests.Buffers.Model;

/// <summary>Two 64-bit multiply-and-fold hashes side by side.</summary>
internal struct ModelHash
{
    private ulong _first = 0x9E37_79B9_7F4A_7C15;
    private ulong _second = 0xC2B2_AE3D_27D4_EB4F;

    public ModelHash()
    {
    }

    public readonly UInt128 Value => new(_first, _second);

    public void Add(ulong value)
    {
        ulong high = Math.BigMul(_first ^ value, 0xA076_1D64_78BD_642F, out ulong low);
        _first = (high ^ low) + 0x9E37_79B9_7F4A_7C15;
        high = Math.BigMul(_second ^ value, 0xE703_7ED1_A0B4_28DB, out low);
        _second = (high ^ low) + 0x8EBC_6AF0_9C88_C6E3;
    }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        Add((ulong)bytes.Length);
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            Add(BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (byte rest in bytes)
        {
            Add(rest);
        }
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FastEmit.Buffers;

namespace FastEmit.Tests.Buffers.Model;

/// <summary>Turns each memory operation of the ring's code into a step of the model, or into what a fault makes of it.</summary>
internal readonly unsafe struct ModelAccess(ModelReplay replay) : IRingAccess
{
    public long Read(ref long location) =>
        Take(replay.Fault == ModelFault.ReadsWithoutAcquire ? ModelOperationKind.ReadPlain : ModelOperationKind.ReadAcquire, ref location);

    public long ReadPlain(ref long location) => Take(ModelOperationKind.ReadPlain, ref location);

    public void Write(ref long location, long value) =>
        Take(
            replay.Fault == ModelFault.WritesWithoutRelease ? ModelOperationKind.WritePlain : ModelOperationKind.WriteRelease,
            ref location, value);

    public void WritePlain(ref long location, long value) => Take(ModelOperationKind.WritePlain, ref location, value);

    public long CompareExchange(ref long location, long value, long comparand)
    {
        switch (replay.Fault)
        {
            case ModelFault.ClaimInTwoSteps:
                long seen = Take(ModelOperationKind.ReadAcquire, ref location);
                if (seen == comparand)
                {
                    Take(ModelOperationKind.WriteRelease, ref location, value);
                }

                return seen;

            case ModelFault.FreeAtAnyPosition when IsFree(comparand):
                long found = Take(ModelOperationKind.ReadAcquire, ref location);
                return IsFree(found) && Take(ModelOperationKind.CompareExchange, ref location, value, found) == found ? comparand : found;

            case ModelFault.CommitWithoutLooking when RecordWord.IsCommitted(value):
                Take(ModelOperationKind.WriteRelease, ref location, value);
                return comparand;

            case ModelFault.WritesWithoutRelease:
                return Take(ModelOperationKind.CompareExchangePlain, ref location, value, comparand);

            default:
                return Take(ModelOperationKind.CompareExchange, ref location, value, comparand);
        }
    }

    public long Or(ref long location, long bits) => Take(ModelOperationKind.Or, ref location, bits);

    public void Copy(ReadOnlySpan<byte> packet, byte* target)
    {
        foreach (long word in MemoryMarshal.Cast<byte, long>(packet))
        {
            Take(ModelOperationKind.WritePlain, ref *(long*)target, word);
            target += sizeof(long);
        }
    }

    public void Clear(byte* target, int length)
    {
        for (int offset = 0; offset < length && replay.Fault != ModelFault.NoOverwriteOnRelease; offset += sizeof(long))
        {
            Take(ModelOperationKind.WritePlain, ref *(long*)(target + offset), 0);
        }
    }

    public void Free(byte* target, int length, long position, ulong key)
    {
        for (int offset = 0; offset < length && replay.Fault != ModelFault.NoOverwriteOnRelease; offset += sizeof(long))
        {
            Take(ModelOperationKind.WritePlain, ref *(long*)(target + offset), RecordWord.Free(position + offset, key));
        }
    }

    /// <summary>The model's memory is sound; what it may not hold together is order, and no checksum hides that.</summary>
    public uint Check(byte* packet, int length, long position, ulong key) => 0;

    private static bool IsFree(long word) => (word & 0xC000_0000) == 0xC000_0000;

    private long Take(ModelOperationKind kind, ref long location, long value = 0, long comparand = 0) =>
        replay.Take(new ModelOperation(kind, replay.LocationOf(Unsafe.AsPointer(ref location)), value, comparand));
}

using System.Runtime.CompilerServices;

namespace FastEmit.Buffers;

/// <summary>The memory operations as the processor does them.</summary>
internal readonly unsafe struct ProcessorAccess : IRingAccess
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Read(ref long location) => Volatile.Read(ref location);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long ReadPlain(ref long location) => location;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(ref long location, long value) => Volatile.Write(ref location, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WritePlain(ref long location, long value) => location = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long CompareExchange(ref long location, long value, long comparand) =>
        Interlocked.CompareExchange(ref location, value, comparand);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Or(ref long location, long bits) => Interlocked.Or(ref location, bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Copy(ReadOnlySpan<byte> packet, byte* target) => packet.CopyTo(new Span<byte>(target, packet.Length));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Clear(byte* target, int length) => new Span<byte>(target, length).Clear();

    public void Free(byte* target, int length, long position, ulong key) =>
        RecordWord.WriteFree(new Span<ulong>(target, length / RecordHeader.Alignment), position, key);

    public uint Check(byte* packet, int length, long position, ulong key) =>
        RecordCheck.Compute(new ReadOnlySpan<byte>(packet, length), position, key);
}

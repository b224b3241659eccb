using FastEmit.Buffers;

namespace FastEmit.Simulation;

/// <summary>The ring's own code in a process that dies, or stops for ever, at one of its stores.</summary>
internal sealed class DyingRing(RingMemory memory, DyingRing.Life life) : Ring<DyingRing.Access>(memory, new Access(life))
{
    /// <summary>The stores that a process still makes.</summary>
    internal sealed class Life(int stores)
    {
        private int _left = stores;
        private nint _target;
        private byte[]? _packet;

        /// <exception cref="DeathException">There is none left.</exception>
        public void Store()
        {
            if (_left-- <= 0)
            {
                throw new DeathException();
            }
        }

        /// <summary>A copy begins.</summary>
        public unsafe void BeginCopy(ReadOnlySpan<byte> packet, byte* target)
        {
            _target = (nint)target;
            _packet = packet.ToArray();
        }

        /// <summary>It is whole.</summary>
        public void EndCopy() => _packet = null;

        /// <summary>A process that was stopped in the middle of a copy writes the rest, however late.</summary>
        public unsafe void FinishCopy() => _packet.AsSpan().CopyTo(new Span<byte>((byte*)_target, _packet?.Length ?? 0));
    }

    /// <summary>No instruction of the process runs after this.</summary>
    internal sealed class DeathException : Exception;

    /// <summary>The processor's operations. Before each store the process may die, and in the middle of a copy.</summary>
    internal readonly unsafe struct Access(Life life) : IRingAccess
    {
        private static ProcessorAccess Real => default;

        public long Read(ref long location) => Real.Read(ref location);

        public long ReadPlain(ref long location) => Real.ReadPlain(ref location);

        public void Write(ref long location, long value)
        {
            life.Store();
            Real.Write(ref location, value);
        }

        public void WritePlain(ref long location, long value)
        {
            life.Store();
            Real.WritePlain(ref location, value);
        }

        public long CompareExchange(ref long location, long value, long comparand)
        {
            life.Store();
            return Real.CompareExchange(ref location, value, comparand);
        }

        public long Or(ref long location, long bits)
        {
            life.Store();
            return Real.Or(ref location, bits);
        }

        public void Copy(ReadOnlySpan<byte> packet, byte* target)
        {
            life.BeginCopy(packet, target);
            Real.Copy(packet[..(packet.Length / 2)], target);
            life.Store();
            Real.Copy(packet, target);
            life.EndCopy();
        }

        public void Clear(byte* target, int length)
        {
            Real.Clear(target, length / 2);
            life.Store();
            Real.Clear(target, length);
        }

        public void Free(byte* target, int length, long position, ulong key)
        {
            Real.Free(target, length / 2 / RecordHeader.Alignment * RecordHeader.Alignment, position, key);
            life.Store();
            Real.Free(target, length, position, key);
        }

        public uint Check(byte* packet, int length, long position, ulong key) => Real.Check(packet, length, position, key);
    }
}

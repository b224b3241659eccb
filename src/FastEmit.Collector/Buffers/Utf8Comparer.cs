using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace FastEmit.Collector.Buffers;

/// <summary>Compares texts as bytes, so that looking one up needs no string.</summary>
internal sealed class Utf8Comparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
{
    public static Utf8Comparer Instance { get; } = new();

    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode([DisallowNull] byte[] key) => GetHashCode(key.AsSpan());

    public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

    /// <summary>The framework's seeded string hash over pairs of bytes, so that a client cannot choose what collides.</summary>
    public int GetHashCode(ReadOnlySpan<byte> alternate) =>
        string.GetHashCode(MemoryMarshal.Cast<byte, char>(alternate)) ^ (alternate.IsEmpty ? 0 : alternate[^1] * 0x01000193);

    public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
}

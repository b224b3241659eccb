using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace FastEmit.Buffers;

/// <summary>
/// The name of a ring among all rings of all times: 64 random bits. Epoch and position name a record, so a server knows a second copy of it. A
/// position must never be used twice in one epoch: an event would be taken for another that the server has, and dropped.
/// </summary>
internal static class RingEpoch
{
    /// <summary>Another epoch.</summary>
    public static ulong Next() => BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    /// <summary>
    /// What must be as it was for a file's positions to go on from where they were: the run of the machine (a power cut takes written pages back) and
    /// the file (a copy would go on from where the copied one was). Zero when the system does not tell: then every opening begins an epoch.
    /// </summary>
    /// <param name="identity">See <see cref="FileBacking.IdentityOf"/>.</param>
    /// <param name="instance">The random word in the file.</param>
    public static ulong MarkOf(string? identity, ulong instance) => identity is null
        ? 0
        : BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{identity} {instance}")))) | 1;
}

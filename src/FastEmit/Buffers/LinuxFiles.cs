using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace FastEmit.Buffers;

/// <summary>Ring files by Linux's own means: open-file-description locks, futexes, mappings that survive the loss of their file.</summary>
internal sealed class LinuxFiles : FileBacking
{
    private const int NoDevice = 6; // ENXIO

    /// <inheritdoc/>
    public override SafeFileHandle? TryOpen(string path) => SharedFile.TryOpen(path);

    /// <inheritdoc/>
    public override SafeFileHandle OpenOrCreate(string path) => SharedFile.OpenOrCreate(path);

    /// <inheritdoc/>
    public override void Append(string path, ReadOnlySpan<byte> bytes)
    {
        using SafeFileHandle file = SharedFile.OpenToAppend(path);
        RandomAccess.Write(file, bytes, 0);
    }

    /// <inheritdoc/>
    public override FileMapping Map(SafeFileHandle file, long length) => new GuardedMapping(file, length);

    /// <inheritdoc/>
    public override FileLocks LocksOf(string path, SafeFileHandle file) => new FileRangeLocks(file);

    /// <inheritdoc/>
    public override void TakeBlocks(SafeFileHandle file, long length) => FileBlocks.Take(file, length);

    /// <inheritdoc/>
    public override bool SurvivesFullDisk(SafeFileHandle file) => MappingGuard.IsActive || FileBlocks.WritesInPlace(file);

    /// <inheritdoc/>
    public override void WriteOutFolder(string path) => FileBlocks.WriteOutFolder(path);

    /// <inheritdoc/>
    public override bool IsSame(SafeFileHandle first, SafeFileHandle second) => PlaceOf(first) == PlaceOf(second);

    /// <inheritdoc/>
    public override string? PlaceOf(SafeFileHandle file) =>
        new FileInfo(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{file.DangerousGetHandle()}")).LinkTarget;

    /// <inheritdoc/>
    public override string? IdentityOf(SafeFileHandle file) => FileIdentity.Read(file);

    /// <inheritdoc/>
    public override RingCall? TryListen(string path) => Futex.IsSupported ? new FutexCall() : null;

    /// <inheritdoc/>
    public override unsafe void Wake(string path, int* word)
    {
        if (Futex.IsSupported)
        {
            Futex.Wake(word);
        }
    }

    /// <inheritdoc/>
    private protected override bool MayBeSocket(IOException exception) => exception.HResult == NoDevice;
}

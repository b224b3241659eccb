using Microsoft.Win32.SafeHandles;

namespace FastEmit.Buffers;

/// <summary><see cref="FileRangeLock"/>s of one open file, which the caller owns.</summary>
internal sealed class FileRangeLocks(SafeFileHandle file) : FileLocks
{
    /// <inheritdoc/>
    public override int ManyApart => int.MaxValue;

    /// <inheritdoc/>
    public override bool TryTake(int index, FileLocks? successorOf = null) => FileRangeLock.TryTake(file, index);

    /// <inheritdoc/>
    public override void Release(int index) => FileRangeLock.Release(file, index);

    /// <inheritdoc/>
    public override bool IsTaken(int index) => FileRangeLock.IsTaken(file, index);

    /// <inheritdoc/>
    public override int DescriptorOf(int index) => (int)file.DangerousGetHandle();

    /// <summary>Nothing: the kernel knows.</summary>
    public override void Leave(int index)
    {
    }

    /// <summary>Nothing: the locks go with the file.</summary>
    public override void Dispose()
    {
    }
}

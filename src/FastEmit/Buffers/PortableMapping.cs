using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace FastEmit.Buffers;

/// <summary>A mapping by the platform's own class.</summary>
internal sealed unsafe class PortableMapping : FileMapping
{
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;

    /// <summary>Maps a file from its beginning.</summary>
    /// <param name="file">The file, open to read and write. It may be closed afterwards.</param>
    /// <param name="length">Bytes, no more than the file has.</param>
    /// <exception cref="IOException">There is nothing to map, or the system has no room for it.</exception>
    public PortableMapping(SafeFileHandle file, long length)
    {
        if (length <= 0)
        {
            throw new IOException("A file cannot be mapped: there is nothing to map.");
        }

        _map = MemoryMappedFile.CreateFromFile(file, mapName: null, length, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
        try
        {
            _view = _map.CreateViewAccessor(0, length);
        }
        catch
        {
            _map.Dispose();
            throw;
        }

        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _faults = (long*)NativeMemory.AllocZeroed(sizeof(long));
        SetHandle((nint)start);
    }

    /// <summary>
    /// Producers look here first and do not append any more. The bytes stay the file's: those that claim or commit meanwhile are kept out by the ring,
    /// which was closed to them.
    /// </summary>
    public override void Void() => Interlocked.Increment(ref *_faults);

    /// <inheritdoc/>
    public override void Flush() => _view.Flush();

    /// <summary>Not the view's own way, which waits for the disk.</summary>
    protected override bool ReleaseHandle()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.SafeMemoryMappedViewHandle.Dispose();
        _map.Dispose();
        NativeMemory.Free(_faults);
        return true;
    }
}

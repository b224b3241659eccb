using FastEmit.Collector.Storage;
using Microsoft.Data.Sqlite;

namespace FastEmit.Collector.Sqlite;

/// <summary>Reads events out of a store's files without opening the store, which may be in use: those that were set aside, or all. For one thread.</summary>
public sealed class StoreSalvage
{
    private const int PageSize = 256;

    private readonly List<string> _faults = [];
    private VolumeFile? _file;

    /// <summary>The unreadable parts, a file at a time.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>Files that were read, as far as they go.</summary>
    public int Files { get; private set; }

    /// <summary>Reads a folder, the oldest file first, or one file. A file that cannot be read is left out and named in <see cref="Faults"/>.</summary>
    /// <param name="path">The store's folder, or one of its files, which then is read in any case.</param>
    /// <param name="isAll">Whether all files are read, and not only those that were set aside (<c>*.bad</c>).</param>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be read.</exception>
    public IEnumerable<StoredEvent> Read(string path, bool isAll = false)
    {
        EventFilter everything = new(new EventQuery { OldestFirst = true, Limit = int.MaxValue });
        foreach (VolumeFile file in FilesOf(path, isAll))
        {
            _file = file;
            Files++;
            using VolumeReader? reader = TryOpen(file, everything);
            while (reader is not null && TryRead(reader, file) is { Count: > 0 } page)
            {
                foreach (StoredEvent stored in page)
                {
                    yield return stored;
                }
            }

            if (reader is { IsDamaged: true })
            {
                _faults.Add($"{file.Path}: pages that cannot be read");
            }
        }
    }

    /// <summary>The attachments of the event that was read last; empty when it has none or they cannot be read.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> AttachmentsOf(StoredEvent stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        if (stored.AttachmentLengths.Count == 0 || _file is not { } file)
        {
            return [];
        }

        try
        {
            return SqliteEventStore.ReadAttachments(file, stored.Id);
        }
        catch (SqliteException exception)
        {
            _faults.Add($"{file.Path}: the attachments of event {stored.Id}: {exception.Message}");
            return [];
        }
    }

    private static IEnumerable<VolumeFile> FilesOf(string path, bool isAll)
    {
        if (!File.Exists(path))
        {
            return VolumeFile.AllIn(path).Where(file => isAll || file.IsDamaged);
        }

        string full = Path.GetFullPath(path);
        VolumeFile[] files = [.. VolumeFile.AllIn(Path.GetDirectoryName(full)!).Where(file => Path.GetFullPath(file.Path) == full)];
        return files.Length > 0 ? files : throw new IOException("a collector's files are called events-NUMBER.db");
    }

    private VolumeReader? TryOpen(VolumeFile file, EventFilter filter)
    {
        try
        {
            return new VolumeReader(file, filter, long.MinValue);
        }
        catch (SqliteException exception)
        {
            _faults.Add($"{file.Path}: {exception.Message}");
            return null;
        }
    }

    private List<StoredEvent>? TryRead(VolumeReader reader, VolumeFile file)
    {
        try
        {
            return reader.Read(PageSize, CancellationToken.None);
        }
        catch (SqliteException exception)
        {
            _faults.Add($"{file.Path}: {exception.Message}");
            return null;
        }
    }
}

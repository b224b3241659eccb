using FastEmit.Collector.Storage;
using Microsoft.Data.Sqlite;

namespace FastEmit.Collector.Sqlite;

/// <summary>Reads events out of a store's files without opening the store, which may be in use: those that were set aside, or all. For one thread.</summary>
public sealed class StoreSalvage
{
    private const int PageSize = 256;

    private readonly List<string> _faults = [];

    /// <summary>What could not be read, a file at a time.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>Files that were read, as far as they go.</summary>
    public int Files { get; private set; }

    /// <summary>Reads a folder, the oldest file first. A file that cannot be read is left out and named in <see cref="Faults"/>.</summary>
    /// <param name="directory">The store's folder.</param>
    /// <param name="isAll">Whether all files are read, and not only those that were set aside (<c>*.bad</c>).</param>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be read.</exception>
    public IEnumerable<StoredEvent> Read(string directory, bool isAll = false)
    {
        EventFilter everything = new(new EventQuery { OldestFirst = true, Limit = int.MaxValue });
        foreach (VolumeFile file in VolumeFile.AllIn(directory).Where(file => isAll || file.IsDamaged))
        {
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

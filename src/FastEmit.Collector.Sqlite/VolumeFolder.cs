using FastEmit.Collector.Storage;

namespace FastEmit.Collector.Sqlite;

/// <summary>The files of one store: which there are, and which may go. Thread-safe; one process at a time, held by a lock file.</summary>
internal sealed class VolumeFolder : IDisposable
{
    private const string LockName = "collector.lock";

    /// <summary>The ids that are skipped behind a file whose last id is unknown, so that no id names two events.</summary>
    private const long UnknownIds = 1L << 40;

    private readonly Lock _lock = new();
    private readonly SqliteStoreOptions _options;
    private readonly List<VolumeFile> _files;
    private FileStream _exclusive;

    /// <exception cref="IOException">Another process has the folder, or it cannot be written to.</exception>
    public VolumeFolder(SqliteStoreOptions options)
    {
        _options = options;
        _exclusive = Lock(options);
        try
        {
            _files = [.. VolumeFile.AllIn(options.Directory).Select(static file => file.IsDamaged || file.HasGoodHeader() ? file : file.SetAside())];
        }
        catch
        {
            _exclusive.Dispose();
            throw;
        }
    }

    private static FileStream Lock(SqliteStoreOptions options)
    {
        PrivateFiles.CreateDirectory(options.Directory);
        string path = Path.Combine(options.Directory, LockName);
        try
        {
            return PrivateFiles.Open(path, FileShare.None);
        }
        catch (IOException e)
        {
            throw new IOException($"The store in {options.Directory} is in use by another collector, or cannot be written to: {e.Message}", e);
        }
    }

    /// <summary>The files, the oldest first.</summary>
    public IReadOnlyList<VolumeFile> Files
    {
        get
        {
            lock (_lock)
            {
                return [.. _files];
            }
        }
    }

    /// <summary>Bytes of all files.</summary>
    public long Bytes => Files.Sum(static file => file.Size);

    /// <summary>Events received before this time are not given back any more: microseconds since 1970, or the smallest number.</summary>
    public long OldestTime => _options.MaxAge is { } age ? EventTime.ToMicroseconds(_options.TimeProvider.GetUtcNow() - age) : long.MinValue;

    /// <summary>The names of the files that were set aside.</summary>
    public IReadOnlyList<string> Damaged => [.. Files.Where(static file => file.IsDamaged).Select(static file => Path.GetFileName(file.Path))];

    /// <summary>The first id of a file behind all others.</summary>
    /// <param name="storedId">The last id that is known, or 0.</param>
    public long NextId(long storedId) =>
        Files is [.., { IsDamaged: true } last] && storedId < last.FirstId ? last.FirstId + UnknownIds : Math.Max(1, storedId + 1);

    /// <summary>Whether a file is where it was when it was opened; otherwise nothing that is written to it will ever be found.</summary>
    public bool HasLost(VolumeFile file) => !File.Exists(file.Path);

    /// <summary>Forgets deleted files. When the folder is gone, it is made and locked again.</summary>
    public void Recover()
    {
        if (!File.Exists(Path.Combine(_options.Directory, LockName)))
        {
            _exclusive.Dispose();
            _exclusive = Lock(_options);
        }

        foreach (VolumeFile file in Files.Where(HasLost).ToList())
        {
            Forget(file);
        }
    }

    /// <summary>A file for events from an id on, which queries do not see before it is added.</summary>
    public VolumeFile New(long firstId) => VolumeFile.In(_options.Directory, firstId);

    /// <summary>Lets queries see a file, as the last.</summary>
    public void Add(VolumeFile file)
    {
        lock (_lock)
        {
            _files.Add(file);
        }
    }

    /// <summary>Gives a damaged file another name. It keeps its place among the others, and is read as far as it goes.</summary>
    public VolumeFile SetAside(VolumeFile file)
    {
        lock (_lock)
        {
            int place = _files.FindIndex(other => other.FirstId == file.FirstId);
            if (place < 0 || _files[place].IsDamaged)
            {
                return place < 0 ? file : _files[place];
            }

            return _files[place] = _files[place].SetAside();
        }
    }

    /// <summary>Where a file is now that had another name before; null when it is gone.</summary>
    public VolumeFile? Find(long firstId) => Files.FirstOrDefault(file => file.FirstId == firstId);

    /// <summary>Deletes the oldest files while there are too many bytes. The last one, which is being written, stays.</summary>
    public void DropBySize()
    {
        while (Files is [var oldest, _, ..] && Bytes > _options.MaxBytes)
        {
            Drop(oldest);
        }
    }

    /// <summary>Deletes the files whose last event is too old. The last file stays.</summary>
    /// <param name="lastTimeOf">When a file's last event was received.</param>
    public void DropByAge(Func<VolumeFile, long> lastTimeOf)
    {
        while (Files is [var oldest, _, ..] && lastTimeOf(oldest) < OldestTime)
        {
            Drop(oldest);
        }
    }

    public void Dispose() => _exclusive.Dispose();

    private void Drop(VolumeFile file)
    {
        Forget(file);
        try
        {
            file.Delete();
        }
        catch (IOException)
        {
            // Where open files cannot be deleted a query has it; the next start finds it, and drops it.
        }
    }

    private void Forget(VolumeFile file)
    {
        lock (_lock)
        {
            _files.Remove(file);
        }
    }
}

using FastEmit.Collector.Storage;

namespace FastEmit.Collector.Sqlite;

/// <summary>The files of one store: which there are, and which may go. Thread-safe; one process at a time, held by a lock file.</summary>
internal sealed class VolumeFolder : IDisposable
{
    private const string LockName = "collector.lock";

    private readonly Lock _lock = new();
    private readonly SqliteStoreOptions _options;
    private readonly FileStream _exclusive;
    private readonly List<VolumeFile> _files;

    /// <exception cref="IOException">Another process has the folder, or it cannot be written to.</exception>
    public VolumeFolder(SqliteStoreOptions options)
    {
        _options = options;
        PrivateFiles.CreateDirectory(options.Directory);
        string path = Path.Combine(options.Directory, LockName);
        try
        {
            _exclusive = PrivateFiles.Open(path, FileShare.None);
        }
        catch (IOException e)
        {
            throw new IOException($"The store in {options.Directory} is in use by another collector, or cannot be written to: {e.Message}", e);
        }

        _files = [.. VolumeFile.AllIn(options.Directory)];
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

    /// <summary>A new file at the end.</summary>
    public VolumeFile Add(long firstId)
    {
        VolumeFile file = New(firstId);
        Add(file);
        return file;
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

    /// <summary>Takes a file out that cannot be used, and leaves it beside the others under another name.</summary>
    public string SetAside(VolumeFile file)
    {
        Forget(file);
        return file.SetAside();
    }

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

using System.Globalization;

namespace FastEmit.Buffers;

/// <summary>Locks that are files, in a folder beside the file that they are of: a lock is taken as long as a process has its file open exclusively.</summary>
/// <remarks>
/// <para>
/// <c>FileShare.None</c> is <c>flock</c> on Unix and a share mode on Windows: both are the opening's, not the process's, and end with it. Not
/// <see cref="FileStream.Lock"/>, which macOS does not have and which belongs to the whole process elsewhere.
/// </para>
/// <para>They are of a name, not of a file: what takes the place of a file shares what is held (<c>successorOf</c>). The files stay; they are empty.</para>
/// </remarks>
internal sealed class LockFiles(string path) : FileLocks
{
    private const int UnixTaken = 11; // EWOULDBLOCK, Linux
    private const int BsdTaken = 35; // EWOULDBLOCK, macOS (sys/errno.h)
    private const int WindowsTaken = unchecked((int)0x8007_0020); // ERROR_SHARING_VIOLATION

    /// <summary>Closing one by the platform's way would unlock it for the child too.</summary>
    private static readonly List<LockHold> Left = [];

    private readonly string _folder = path + ".locks";
    private readonly Dictionary<int, LockHold> _held = [];

    /// <inheritdoc/>
    public override int ManyApart => 16;

    /// <summary>Whether an error says that a file is open in another process: exclusively, or at all when this one asked for it exclusively.</summary>
    public static bool IsTakenBySomebody(IOException exception) => exception.HResult is UnixTaken or BsdTaken or WindowsTaken;

    /// <inheritdoc/>
    public override bool TryTake(int index, FileLocks? successorOf = null)
    {
        lock (_held)
        {
            if (_held.ContainsKey(index))
            {
                return true;
            }

            if (((successorOf as LockFiles)?.Share(index) ?? TryOpen(index)) is not { } hold)
            {
                return false;
            }

            _held.Add(index, hold);
            return true;
        }
    }

    /// <inheritdoc/>
    public override void Release(int index)
    {
        lock (_held)
        {
            if (_held.Remove(index, out LockHold? hold))
            {
                hold.Release();
            }
        }
    }

    /// <inheritdoc/>
    public override bool IsTaken(int index)
    {
        lock (_held)
        {
            if (_held.ContainsKey(index))
            {
                return false;
            }
        }

        try
        {
            return CanLook(index) is false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    /// <inheritdoc/>
    public override int DescriptorOf(int index)
    {
        lock (_held)
        {
            return _held[index].Descriptor;
        }
    }

    /// <inheritdoc/>
    public override void Leave(int index)
    {
        lock (_held)
        {
            if (_held.Remove(index, out LockHold? hold))
            {
                lock (Left)
                {
                    Left.Add(hold);
                }
            }
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        lock (_held)
        {
            foreach (LockHold hold in _held.Values)
            {
                hold.Release();
            }

            _held.Clear();
        }
    }

    private LockHold? Share(int index)
    {
        lock (_held)
        {
            return _held.TryGetValue(index, out LockHold? hold) ? hold.Share() : null;
        }
    }

    private LockHold? TryOpen(int index)
    {
        FileStream? file = null;
        try
        {
            Directory.CreateDirectory(_folder);
            file = PortableFiles.NewFile(NameOf(index), FileMode.OpenOrCreate, FileShare.None);
            return CanLook(index) is false
                ? new LockHold(file)
                : throw new IOException("Files are not locked here: DOTNET_SYSTEM_IO_DISABLEFILELOCKING is set, or the file system has no locks.");
        }
        catch (IOException exception) when (file is null && IsTakenBySomebody(exception))
        {
            return null;
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new IOException(exception.Message, exception);
        }
        catch
        {
            file?.Dispose();
            throw;
        }
    }

    /// <summary>Whether the file can be opened together with others. True when it is not there.</summary>
    private bool CanLook(int index)
    {
        try
        {
            new FileStream(NameOf(index), FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0).Dispose();
            return true;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return true;
        }
        catch (IOException exception) when (IsTakenBySomebody(exception))
        {
            return false;
        }
    }

    private string NameOf(int index) => Path.Combine(_folder, index.ToString(CultureInfo.InvariantCulture));
}

/// <summary>A lock file that is open alone, for one or more files of the same name, the later in the place of the earlier.</summary>
/// <param name="file">The open file.</param>
internal sealed class LockHold(FileStream file)
{
    private int _holders = 1;

    /// <summary>Its number in this process.</summary>
    public int Descriptor => (int)file.SafeFileHandle.DangerousGetHandle();

    /// <summary>One holder more. While another still holds it.</summary>
    public LockHold Share()
    {
        Interlocked.Increment(ref _holders);
        return this;
    }

    /// <summary>One holder fewer; with the last the lock is free.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            file.Dispose();
        }
    }
}

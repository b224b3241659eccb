using System.Buffers;

namespace FastEmit.Fallbacks;

/// <summary>
/// Appends each event to a file as one line, <c>{"namespace":…,"event":…,"data":…}</c>. Threads and processes
/// take turns.
/// </summary>
/// <remarks>
/// An event is safe when the operating system has its line: it survives the end of the process, not a power cut. The
/// file is opened for each batch, so it may be moved or deleted at any time; on Unix only its owner may read it. It
/// consists of whole lines: the rest of a failed write is cut off, and a broken last line is ended first.
/// </remarks>
public sealed class NdjsonFallback : EventFallback
{
    /// <summary>One process appends at a time; another one retries for about a second.</summary>
    private const int OpenAttempts = 100;

    private static readonly TimeSpan OpenPause = TimeSpan.FromMilliseconds(10);

    private readonly string _path;
    private readonly long _maxBytes;

    /// <summary>Appends to a file.</summary>
    /// <param name="path">The file; it is created when the first event comes, its folder now.</param>
    /// <param name="maxBytes">The size that the file never exceeds; events that would make it larger are refused.</param>
    /// <exception cref="IOException">The folder cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be created.</exception>
    public NdjsonFallback(string path, long maxBytes = long.MaxValue)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxBytes);
        _path = Path.GetFullPath(path);
        _maxBytes = maxBytes;
        Directory.CreateDirectory(Path.GetDirectoryName(_path) ?? _path);
    }

    /// <inheritdoc/>
    public override async ValueTask<int> WriteAsync(ReadOnlyMemory<FallbackEvent> events, CancellationToken cancellationToken)
    {
        FileStream file = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (file.ConfigureAwait(false))
        {
            return Append(file, events.Span);
        }
    }

    private async Task<FileStream> OpenAsync(CancellationToken cancellationToken)
    {
        FileStreamOptions options = new()
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return new FileStream(_path, options);
            }
            catch (IOException exception) when (exception.GetType() == typeof(IOException) && attempt < OpenAttempts)
            {
                // Not a missing folder or the like, which have types of their own: somebody else has the file open.
                await Task.Delay(OpenPause, TimeProvider.System, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private int Append(FileStream file, ReadOnlySpan<FallbackEvent> events)
    {
        long end = file.Length;
        ArrayBufferWriter<byte> lines = new();
        if (end != 0 && !EndsLine(file, end))
        {
            lines.Write("\n"u8);
        }

        int accepted = 0;
        int whole = 0;
        foreach (FallbackEvent @event in events)
        {
            @event.WriteJson(lines);
            lines.Write("\n"u8);
            if (end + lines.WrittenCount > _maxBytes)
            {
                break;
            }

            whole = lines.WrittenCount;
            accepted++;
        }

        try
        {
            RandomAccess.Write(file.SafeFileHandle, lines.WrittenSpan[..whole], end);
            return accepted;
        }
        catch
        {
            file.SetLength(end);
            throw;
        }
    }

    private static bool EndsLine(FileStream file, long end)
    {
        Span<byte> last = stackalloc byte[1];
        RandomAccess.Read(file.SafeFileHandle, last, end - 1);
        return last[0] == (byte)'\n';
    }
}

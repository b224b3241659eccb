using System.Globalization;
using System.Text;
using System.Threading.Channels;
using FastEmit.Cli.CommandLine;
using FastEmit.Cli.Terminals;
using Microsoft.Extensions.Logging;

namespace FastEmit.Cli.Collecting;

/// <summary>
/// The collector's log as lines of text, in a file that only its owner may read, or on standard error. The caller never waits: lines go through a bounded queue to
/// one task, and those that do not fit are counted in the next line. A full file becomes FILE.1, so that both together are bounded. Thread-safe.
/// </summary>
internal sealed class TextLog : ILogger, IAsyncDisposable
{
    /// <summary>The name of standard error.</summary>
    public const string StandardError = "-";

    private const int MaxWaiting = 4096;

    private readonly Terminal _terminal;
    private readonly string _path;
    private readonly long _maxBytes;
    private readonly Channel<string> _lines = Channel.CreateBounded<string>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private readonly Task _writing;
    private StreamWriter? _file;
    private long _left;

    /// <exception cref="UsageException">The file cannot be written.</exception>
    public TextLog(Terminal terminal, string path, long maxBytes = 16 << 20)
    {
        (_terminal, _path, _maxBytes) = (terminal, path, maxBytes);
        try
        {
            _file = path == StandardError ? null : Open();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException($"--log: '{path}' cannot be written: {exception.Message}");
        }

        _writing = Task.Run(WriteAsync);
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        string level = logLevel switch { LogLevel.Information => "info", LogLevel.Warning => "warn", _ => "error" };
        string cause = exception is null ? "" : $": {exception}";
        if (IsEnabled(logLevel) && !_lines.Writer.TryWrite(LineOf(level, formatter(state, exception) + cause)))
        {
            Interlocked.Increment(ref _left);
        }
    }

    /// <summary>Writes what waits.</summary>
    public async ValueTask DisposeAsync()
    {
        _lines.Writer.TryComplete();
        await _writing;
        try
        {
            _file?.Dispose();
        }
        catch (IOException)
        {
            // The disk is full.
        }
    }

    private async Task WriteAsync()
    {
        while (await _lines.Reader.WaitToReadAsync())
        {
            while (_lines.Reader.TryRead(out string? line))
            {
                TryWrite(line);
            }

            if (Interlocked.Exchange(ref _left, 0) is > 0 and var left)
            {
                TryWrite(LineOf("warn", string.Create(CultureInfo.InvariantCulture, $"{left} lines are left out")));
            }

            TryFlush();
        }
    }

    private void TryWrite(string line)
    {
        try
        {
            if (_path == StandardError)
            {
                _terminal.Error.WriteLine(line);
                return;
            }

            _file ??= Open();
            _file.WriteLine(line);
            if (_file.BaseStream.Position > _maxBytes)
            {
                Rotate();
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            Interlocked.Increment(ref _left);
        }
    }

    private void TryFlush()
    {
        try
        {
            _file?.Flush();
        }
        catch (IOException)
        {
            // The disk is full: what waits in the writer goes out with a later line.
        }
    }

    private void Rotate()
    {
        StreamWriter full = _file!;
        _file = null;
        full.Dispose();
        File.Move(_path, $"{_path}.1", overwrite: true);
    }

    private StreamWriter Open()
    {
        FileStreamOptions options = new() { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new StreamWriter(_path, new UTF8Encoding(false), options);
    }

    /// <summary>One line whatever a client has put into the text.</summary>
    private string LineOf(string level, string text)
    {
        StringBuilder line = new(text.Length + 40);
        line.Append(CultureInfo.InvariantCulture, $"{_terminal.Time.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss.fff'Z'} {level,-5} ");
        foreach (char character in text)
        {
            if (character is '\n' or '\r')
            {
                line.Append(character == '\n' ? "\\n" : "\\r");
            }
            else if (char.IsControl(character))
            {
                line.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
            }
            else
            {
                line.Append(character);
            }
        }

        return line.ToString();
    }
}

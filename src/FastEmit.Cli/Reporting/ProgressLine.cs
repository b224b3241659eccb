using FastEmit.Cli.Terminals;

namespace FastEmit.Cli.Reporting;

/// <summary>
/// Progress on standard error. A person sees one line that is redrawn. A log file gets a periodic line. A
/// script with --json gets none, so that its standard error holds only errors. Thread-safe.
/// </summary>
internal sealed class ProgressLine(Terminal terminal, bool json)
{
    private static readonly TimeSpan RedrawInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LogInterval = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private bool _drawn;

    /// <summary>Whether progress is shown at all.</summary>
    public bool IsShown { get; } = terminal.IsErrorWatched || !json;

    /// <summary>The interval for calls of <see cref="Show"/>.</summary>
    public TimeSpan Interval { get; } = terminal.IsErrorWatched ? RedrawInterval : LogInterval;

    /// <summary>Replaces the progress.</summary>
    public void Show(string text)
    {
        if (!IsShown)
        {
            return;
        }

        lock (_lock)
        {
            if (!terminal.IsErrorWatched)
            {
                terminal.Error.WriteLine(text);
                return;
            }

            // One column stays free: a cursor in the last one wraps on some terminals.
            string visible = text.Length < terminal.Width ? text : text[..(terminal.Width - 1)];
            terminal.Error.Write($"\r\x1b[2K{visible}");
            _drawn = true;
        }
    }

    /// <summary>Writes a permanent line, in every mode: an error, or the place of the results.</summary>
    public void WriteLine(string text)
    {
        lock (_lock)
        {
            EraseDrawn();
            terminal.Error.WriteLine(text);
        }
    }

    /// <summary>Clears the progress line.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            EraseDrawn();
        }
    }

    private void EraseDrawn()
    {
        if (_drawn)
        {
            terminal.Error.Write("\r\x1b[2K");
            _drawn = false;
        }
    }
}

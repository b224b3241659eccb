using System.Text.Json;

namespace FastEmit.Collector.Alerts;

/// <summary>The file of the rules; the page's changes go into it. For one writer at a time.</summary>
/// <param name="path">The file, which need not be there.</param>
internal sealed class AlertFile(string path)
{
    /// <summary>Reads the file; no rules when there is none.</summary>
    /// <exception cref="ArgumentException">It cannot be read, or is not what it has to be.</exception>
    public AlertSettings Read()
    {
        try
        {
            return File.Exists(path) ? AlertSettings.Read(File.ReadAllBytes(path)) : AlertSettings.None;
        }
        catch (FormatException exception)
        {
            throw new ArgumentException($"{nameof(CollectorOptions)}.{nameof(CollectorOptions.AlertsFile)}: {path}: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"{nameof(CollectorOptions)}.{nameof(CollectorOptions.AlertsFile)}: {path} cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>Replaces the file in one step: a reader gets the whole old or the whole new one. It may hold a secret, so only its owner may read it.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(AlertSettings settings)
    {
        string fresh = path + ".new";
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            using (FileStream file = new(fresh, options))
            {
                using Utf8JsonWriter json = new(file, new JsonWriterOptions { Indented = true });
                settings.Write(json);
            }

            File.Move(fresh, path, overwrite: true);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new IOException(exception.Message, exception);
        }
    }
}

using System.Globalization;
using FastEmit.Hooks.Input;

namespace FastEmit.Hooks.Settings;

/// <summary>An agent's settings file on disk.</summary>
internal sealed class SettingsFile
{
    private SettingsFile(string path, byte[]? original, SettingsText text)
    {
        Path = path;
        Original = original;
        Text = text;
    }

    /// <summary>Its path, with symbolic links resolved.</summary>
    public string Path { get; }

    /// <summary>The original content; null when the file does not exist.</summary>
    public byte[]? Original { get; }

    /// <summary>The content, which can be changed.</summary>
    public SettingsText Text { get; }

    /// <summary>Reads a file; a missing file is empty.</summary>
    /// <exception cref="JsonSyntaxException">The content is not valid; the message names the position.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static SettingsFile Read(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        if (File.Exists(path) && File.ResolveLinkTarget(path, returnFinalTarget: true) is { } target)
        {
            path = target.FullName;
        }

        byte[]? bytes = File.Exists(path) ? File.ReadAllBytes(path) : null;
        try
        {
            return new SettingsFile(path, bytes, new SettingsText(bytes ?? []));
        }
        catch (JsonSyntaxException exception)
        {
            (int line, int column) = PlaceOf(bytes ?? [], exception.Offset);
            throw new JsonSyntaxException(
                string.Create(CultureInfo.InvariantCulture, $"'{path}' line {line}, column {column}: {exception.Message}"), exception.Offset);
        }
    }

    /// <summary>The same file with another content.</summary>
    public SettingsFile With(byte[] text) => new(Path, Original, new SettingsText(text));

    /// <summary>Writes the changes in one step, and keeps a copy of the original.</summary>
    /// <returns>The copy's path; null when nothing changed or the file did not exist.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    public string? Save(TimeProvider time)
    {
        if (Original is not null && Original.AsSpan().SequenceEqual(Text.Bytes))
        {
            return null;
        }

        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        string? backup = null;
        if (Original is not null)
        {
            backup = FreeName($"{Path}.{time.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}");
            File.Copy(Path, backup);
        }

        string unfinished = $"{Path}.{Guid.NewGuid():N}.new";
        try
        {
            File.WriteAllBytes(unfinished, Text.Bytes);
            if (Original is not null && !OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(unfinished, File.GetUnixFileMode(Path));
            }

            File.Move(unfinished, Path, overwrite: true);
        }
        finally
        {
            File.Delete(unfinished);
        }

        return backup;
    }

    private static string FreeName(string name)
    {
        string free = $"{name}.bak";
        for (int i = 1; File.Exists(free); i++)
        {
            free = string.Create(CultureInfo.InvariantCulture, $"{name}-{i}.bak");
        }

        return free;
    }

    private static (int Line, int Column) PlaceOf(ReadOnlySpan<byte> text, int offset)
    {
        ReadOnlySpan<byte> before = text[..Math.Min(offset, text.Length)];
        return (before.Count((byte)'\n') + 1, before.Length - (before.LastIndexOf((byte)'\n') + 1) + 1);
    }
}

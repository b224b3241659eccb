using System.Text;

namespace FastEmit.Hooks.Spooling;

/// <summary>A small text file with access for its owner only.</summary>
internal static class SecretFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes it in one step.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(HookPaths paths, string path, string text)
    {
        paths.CreateFolder();
        string unfinished = $"{path}.{Guid.NewGuid():N}.new";
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        try
        {
            using (FileStream file = new(unfinished, options))
            {
                file.Write(Encoding.UTF8.GetBytes(text + "\n"));
            }

            File.Move(unfinished, path, overwrite: true);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    /// <summary>Its lines; none when it is missing or cannot be read.</summary>
    public static string[] Read(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllLines(path) : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}

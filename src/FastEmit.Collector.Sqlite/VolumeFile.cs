using System.Globalization;
using Microsoft.Data.Sqlite;

namespace FastEmit.Collector.Sqlite;

/// <summary>A file of the store, named after its first event: <c>events-000000000000000001.db</c>.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="FirstId">The id of its first event.</param>
internal sealed record VolumeFile(string Path, long FirstId)
{
    private const string Prefix = "events-";
    private const string Suffix = ".db";

    /// <summary>The file for events from an id on.</summary>
    public static VolumeFile In(string directory, long firstId) =>
        new(System.IO.Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{firstId:D18}{Suffix}")), firstId);

    /// <summary>The files of a folder, the oldest first.</summary>
    public static IEnumerable<VolumeFile> AllIn(string directory) =>
        Directory.EnumerateFiles(directory, $"{Prefix}*{Suffix}").Select(Parse).OfType<VolumeFile>().OrderBy(static file => file.FirstId);

    /// <summary>Bytes on disk, those of its log included.</summary>
    public long Size => SizeOf(Path) + SizeOf(Path + "-wal");

    /// <summary>Opens it. The caller disposes the connection.</summary>
    public SqliteConnection Open(bool create)
    {
        if (create)
        {
            PrivateFiles.Open(Path, FileShare.ReadWrite).Dispose();
        }

        SqliteConnection connection = new(new SqliteConnectionStringBuilder
        {
            DataSource = Path,
            Mode = create ? SqliteOpenMode.ReadWriteCreate : SqliteOpenMode.ReadWrite,
            Pooling = false, // A file that is deleted must not stay open.
        }.ToString());
        try
        {
            connection.Open();
            PreparedStatement.Execute(connection, "PRAGMA busy_timeout = 5000");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Deletes it with what SQLite has put beside it.</summary>
    public void Delete()
    {
        foreach (string suffix in (string[])["", "-wal", "-shm", "-journal"])
        {
            File.Delete(Path + suffix);
        }
    }

    /// <summary>Puts a file that cannot be used out of the way, and returns where it is now.</summary>
    public string SetAside()
    {
        string aside = $"{Path}.bad";
        for (int i = 1; File.Exists(aside); i++)
        {
            aside = string.Create(CultureInfo.InvariantCulture, $"{Path}.{i}.bad");
        }

        File.Move(Path, aside);
        return aside;
    }

    private static long SizeOf(string path)
    {
        FileInfo file = new(path);
        return file.Exists ? file.Length : 0;
    }

    private static VolumeFile? Parse(string path)
    {
        string name = System.IO.Path.GetFileName(path);
        return long.TryParse(name.AsSpan(Prefix.Length, name.Length - Prefix.Length - Suffix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out long firstId)
            ? new VolumeFile(path, firstId)
            : null;
    }
}

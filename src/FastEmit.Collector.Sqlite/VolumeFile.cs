using System.Buffers.Binary;
using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace FastEmit.Collector.Sqlite;

/// <summary>A file of the store, named after its first event: <c>events-000000000000000001.db</c>.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="FirstId">The id of its first event.</param>
/// <param name="IsDamaged">Whether it was set aside (<c>*.bad</c>): it is read as far as it goes and not written.</param>
internal sealed record VolumeFile(string Path, long FirstId, bool IsDamaged = false)
{
    private const string Prefix = "events-";
    private const string Suffix = ".db";
    private const string DamagedSuffix = ".bad";

    /// <summary>The file for events from an id on.</summary>
    public static VolumeFile In(string directory, long firstId) =>
        new(System.IO.Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{firstId:D18}{Suffix}")), firstId);

    /// <summary>The files of a folder, the oldest first.</summary>
    public static IEnumerable<VolumeFile> AllIn(string directory) =>
        Directory.EnumerateFiles(directory, $"{Prefix}*{Suffix}*").Select(Parse).OfType<VolumeFile>().OrderBy(static file => file.FirstId);

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

    /// <summary>Gives a damaged file another name, with its log, and returns it.</summary>
    public VolumeFile SetAside()
    {
        string aside = $"{Path}{DamagedSuffix}";
        for (int i = 1; File.Exists(aside); i++)
        {
            aside = string.Create(CultureInfo.InvariantCulture, $"{Path}.{i}{DamagedSuffix}");
        }

        File.Move(Path, aside);
        if (File.Exists(Path + "-wal"))
        {
            File.Move(Path + "-wal", aside + "-wal");
        }

        File.Delete(Path + "-shm");
        return new VolumeFile(aside, FirstId, IsDamaged: true);
    }

    /// <summary>Looks at the first bytes: another format is a later version's file, no format is damage.</summary>
    /// <exception cref="IOException">The file is a later version's.</exception>
    public bool HasGoodHeader()
    {
        Span<byte> header = stackalloc byte[VolumeSchema.HeaderBytes];
        using FileStream file = new(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        int length = file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        if (length == 0)
        {
            return true; // Everything is in its log still.
        }

        if (length < header.Length || !header.StartsWith("SQLite format 3\0"u8))
        {
            return false;
        }

        int format = BinaryPrimitives.ReadInt32BigEndian(header[^4..]);
        return !VolumeSchema.IsLater(format)
            ? true
            : throw new IOException($"{Path} was written by a later version of FastEmit; it is left as it is. Use that version, or another folder.");
    }

    private static long SizeOf(string path)
    {
        FileInfo file = new(path);
        return file.Exists ? file.Length : 0;
    }

    private static VolumeFile? Parse(string path)
    {
        string name = System.IO.Path.GetFileName(path);
        int suffix = name.IndexOf(Suffix, StringComparison.Ordinal);
        bool isDamaged = name.EndsWith(DamagedSuffix, StringComparison.Ordinal);
        return (isDamaged || name.Length == suffix + Suffix.Length)
            && long.TryParse(name.AsSpan(Prefix.Length, suffix - Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out long firstId)
                ? new VolumeFile(path, firstId, isDamaged)
                : null;
    }
}

/// <summary>Tells damage from what passes.</summary>
internal static class Damage
{
    /// <summary>Whether the file's content is wrong, which no later attempt will change.</summary>
    public static bool Is(SqliteException exception) => exception.SqliteErrorCode is raw.SQLITE_NOTADB or raw.SQLITE_CORRUPT;
}

using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace FastEmit.Collector.Sqlite;

/// <summary>Tells damage from what passes.</summary>
internal static class Damage
{
    /// <summary>Whether the file's content is wrong, which no later attempt will change.</summary>
    public static bool Is(SqliteException exception) => exception.SqliteErrorCode is raw.SQLITE_NOTADB or raw.SQLITE_CORRUPT;
}

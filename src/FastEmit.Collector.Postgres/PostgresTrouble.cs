using System.Net.Sockets;
using Npgsql;

namespace FastEmit.Collector.Postgres;

/// <summary>A failure of the database, in words for the person who has to mend it.</summary>
internal static class PostgresTrouble
{
    private const string NoTable = "42P01";
    private const string LockNotGot = "55P03";

    /// <summary>Whether it is the database's trouble, and not a fault of ours.</summary>
    public static bool Is(Exception exception) =>
        exception is NpgsqlException or SocketException or IOException or TimeoutException or InvalidOperationException or ObjectDisposedException;

    /// <summary>A table is not there: retention was faster.</summary>
    public static bool IsDropped(PostgresException exception) => exception.SqlState == NoTable;

    /// <summary>Another transaction has held for too long what this one needs.</summary>
    public static bool IsLocked(Exception exception) => exception is PostgresException { SqlState: LockNotGot };

    public static string Explain(Exception exception, NpgsqlConnectionStringBuilder address) => $"{PostgresAddress.Describe(address)}: {Reason(exception)}";

    private static string Reason(Exception exception) => exception switch
    {
        PostgresException refused => $"{Meaning(refused.SqlState)}{refused.MessageText} ({refused.SqlState})",
        { InnerException: SocketException socket } => $"no server answers: {socket.Message}",
        { InnerException: TimeoutException } or TimeoutException => "the server did not answer in time",
        { InnerException: { } inner } => $"{exception.Message} {inner.Message}",
        _ => exception.Message,
    };

    private static string Meaning(string state) => state switch
    {
        "28P01" or "28000" => "the user or the password was refused: ",
        "3D000" => "there is no such database: ",
        "42501" => "the role may not write: it needs to create a schema in the database once, and to own its tables: ",
        "25006" => "the server, or the role, is read-only (a standby?): ",
        "53100" => "the server's disk is full: ",
        "53200" => "the server is out of memory: ",
        "53300" => "the server has no connection left: ",
        "57P03" => "the server is starting or stopping: ",
        _ => "",
    };
}

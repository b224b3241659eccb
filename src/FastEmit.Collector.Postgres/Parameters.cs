using Npgsql;

namespace FastEmit.Collector.Postgres;

/// <summary>Statements with parameters by position.</summary>
internal static class Parameters
{
    /// <summary>A command; its parameters are $1, $2 and so on.</summary>
    public static NpgsqlCommand With<T>(this NpgsqlCommand command, T value)
    {
        command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
        return command;
    }

    /// <summary>One of several commands that are sent together.</summary>
    public static NpgsqlBatchCommand With<T>(this NpgsqlBatchCommand command, T value)
    {
        command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
        return command;
    }
}

using System.Globalization;
using Npgsql;

namespace FastEmit.Collector.Postgres;

/// <summary>The address of a database, as a URL or in Npgsql's keywords.</summary>
internal static class PostgresAddress
{
    /// <summary>The address, without the password.</summary>
    public static string Describe(NpgsqlConnectionStringBuilder address) =>
        string.Create(CultureInfo.InvariantCulture, $"PostgreSQL at {address.Host}:{address.Port}, database \"{address.Database ?? address.Username}\", as \"{address.Username}\"");

    /// <exception cref="ArgumentException">It is neither; the message says so without the password.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string text)
    {
        bool isUrl = text.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase);
        NpgsqlConnectionStringBuilder address;
        try
        {
            address = isUrl ? ParseUrl(text) : new NpgsqlConnectionStringBuilder(text);
        }
        catch (Exception exception) when (exception is ArgumentException or UriFormatException or FormatException or KeyNotFoundException)
        {
            throw new ArgumentException(
                $"The address of the database is not one ({WithoutSecrets(exception.Message, text)}); accepted: postgres://user:password@host:5432/database?sslmode=require, or Host=…;Username=…;Password=…;Database=….");
        }

        if (string.IsNullOrEmpty(address.Host))
        {
            throw new ArgumentException("The address of the database names no host; accepted: postgres://user:password@host:5432/database, or Host=…;Username=…;Password=…;Database=….");
        }

        return address;
    }

    private static NpgsqlConnectionStringBuilder ParseUrl(string text)
    {
        Uri url = new(text);
        string[] user = url.UserInfo.Split(':', 2);
        NpgsqlConnectionStringBuilder address = new()
        {
            Host = url.Host.Trim('[', ']'),
            Port = url.Port > 0 ? url.Port : NpgsqlConnection.DefaultPort,
        };
        if (user[0].Length > 0)
        {
            address.Username = Uri.UnescapeDataString(user[0]);
        }

        if (user.Length == 2)
        {
            address.Password = Uri.UnescapeDataString(user[1]);
        }

        if (url.AbsolutePath.Trim('/') is { Length: > 0 } database)
        {
            address.Database = Uri.UnescapeDataString(database);
        }

        foreach (string parameter in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] pair = parameter.Split('=', 2);
            string value = Uri.UnescapeDataString(pair.Length == 2 ? pair[1] : "");
            address[KeywordOf(pair[0])] = pair[0].Equals("sslmode", StringComparison.OrdinalIgnoreCase) ? value.Replace("-", "", StringComparison.Ordinal) : value;
        }

        return address;
    }

    /// <summary>The name of libpq's parameter in Npgsql.</summary>
    private static string KeywordOf(string name) => name.ToLowerInvariant() switch
    {
        "sslmode" => "SSL Mode",
        "sslrootcert" => "Root Certificate",
        "sslcert" => "SSL Certificate",
        "sslkey" => "SSL Key",
        "connect_timeout" => "Timeout",
        "application_name" => "Application Name",
        "options" => "Options",
        "host" => "Host",
        _ => name,
    };

    private static string WithoutSecrets(string message, string text) => message.Contains(text, StringComparison.Ordinal) ? "it cannot be read" : message;
}

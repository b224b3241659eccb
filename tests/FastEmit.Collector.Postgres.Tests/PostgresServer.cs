using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using FastEmit.Collector.Postgres.Tests;
using Npgsql;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace FastEmit.Collector.Postgres.Tests;

/// <summary>
/// Debian's PostgreSQL with a folder and a port of its own, as the user postgres when the tests run as root, which it refuses. It is killed with this
/// process, however that ends. Without the server the tests are skipped.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    public const string Password = "p%w/1:@ü";

    /// <summary>Starts the server and kills it when standard input ends.</summary>
    private const string Script = """exec 3<&0; "$@" & child=$!; (cat <&3 >/dev/null; kill -9 $child) & wait $child""";

    private static readonly string? Programs = Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(static version => Path.Combine(version, "bin")).Where(static bin => File.Exists(Path.Combine(bin, "initdb"))).Max(StringComparer.Ordinal)
        : null;

    private static int _schemas;

    private readonly DirectoryInfo? _folder = Programs is null ? null : Directory.CreateTempSubdirectory("fastemit-postgres-");
    private Process? _shell;

    public int Port { get; } = ReservePort();

    /// <summary>Where the server puts what a test wants to have a tablespace in.</summary>
    public string Folder => _folder!.FullName;

    public string Url => UrlFor("postgres", Password);

    /// <summary>Skips the test where there is no server.</summary>
    public void Require() => Assert.SkipWhen(_shell is null, "PostgreSQL is not installed (.ci/install does it on Debian)");

    public string UrlFor(string user, string password, string database = "postgres") =>
        string.Create(CultureInfo.InvariantCulture, $"postgres://{user}:{Uri.EscapeDataString(password)}@127.0.0.1:{Port}/{database}");

    /// <summary>A store's options, in a schema that nobody else has.</summary>
    public PostgresStoreOptions NewOptions(TimeSpan? maxAge = null, long? maxBytes = null, TimeProvider? time = null, string? schema = null, TimeSpan? lockPatience = null, int queueBytes = 8 << 20) => new()
    {
        ConnectionString = Url,
        Schema = schema ?? NewSchema(),
        MaxAge = maxAge,
        MaxBytes = maxBytes,
        TimeProvider = time ?? TimeProvider.System,
        LockPatience = lockPatience ?? TimeSpan.FromSeconds(10),
        QueueBytes = queueBytes,
    };

    public static string NewSchema() => $"test_{Interlocked.Increment(ref _schemas)}";

    /// <summary>Runs statements as the superuser.</summary>
    public async Task RunAsync(string sql)
    {
        await using NpgsqlConnection connection = await OpenAsync();
        await using NpgsqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    public async Task<T> AskAsync<T>(string sql)
    {
        await using NpgsqlConnection connection = await OpenAsync();
        await using NpgsqlCommand command = new(sql, connection);
        return (T)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    /// <summary>A connection of the superuser; not one of a pool, which would keep those that a kill has broken.</summary>
    public async Task<NpgsqlConnection> OpenAsync()
    {
        NpgsqlConnectionStringBuilder address = PostgresAddress.Parse(Url);
        address.Pooling = false;
        NpgsqlConnection connection = new(address.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    public async ValueTask InitializeAsync()
    {
        if (_folder is null)
        {
            return;
        }

        string password = Path.Combine(Folder, "password");
        await File.WriteAllTextAsync(password, Password);
        if (IsRoot)
        {
            await ExecuteAsync("chown", "-R", "postgres", Folder);
        }

        await ExecuteAsync([.. AsUser, Program("initdb"), "-D", Data, "--no-sync", "-E", "UTF8", "--locale=C", "-U", "postgres", "-A", "scram-sha-256", $"--pwfile={password}"]);
        await StartAsync();
    }

    public ValueTask DisposeAsync()
    {
        Stop();
        _folder?.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Kills the server (SIGKILL).</summary>
    public void Kill() => Stop();

    /// <summary>Starts it, also after a kill.</summary>
    public async Task StartAsync()
    {
        // Until the last process of one that was killed is gone, the next refuses to start.
        for (int attempt = 0; attempt < 100; attempt++)
        {
            string[] command =
            [
                .. AsUser, Program("postgres"), "-D", Data, "-p", Port.ToString(CultureInfo.InvariantCulture), "-c", "listen_addresses=127.0.0.1", "-c", $"unix_socket_directories={Folder}",
                "-c", "fsync=off", "-c", "max_connections=200", "-c", "logging_collector=off",
            ];
            ProcessStartInfo start = new("sh", ["-c", Script, "sh", .. command]) { RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = Folder };
            _shell = Process.Start(start)!;
            _ = _shell.StandardError.BaseStream.CopyToAsync(Stream.Null);
            _ = _shell.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
            while (!_shell.HasExited)
            {
                try
                {
                    await using NpgsqlConnection connection = await OpenAsync();
                    return;
                }
                catch (NpgsqlException)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(50));
                }
            }

            _shell.Dispose();
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }

        throw new InvalidOperationException("PostgreSQL does not start.");
    }

    private static bool IsRoot => Environment.UserName == "root";

    private static string[] AsUser => IsRoot ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] : [];

    private string Data => Path.Combine(Folder, "data");

    private static string Program(string name) => Path.Combine(Programs!, name);

    private void Stop()
    {
        if (_shell is { } shell)
        {
            shell.StandardInput.Close();
            shell.WaitForExit();
            shell.Dispose();
            _shell = null;
        }
    }

    private async Task ExecuteAsync(params string[] command)
    {
        ProcessStartInfo start = new(command[0], command[1..]) { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = Folder };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string error = await process.StandardError.ReadToEndAsync();
        await output;
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{command[0]}: {error}");
    }

    private static int ReservePort()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}

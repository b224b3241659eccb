using System.Diagnostics;
using FastEmit.Collector.Sqlite.Tests;
using FastEmit.Collector.Storage;

namespace FastEmit.Collector.Postgres.Tests;

/// <summary>A database that cannot be used says why at the start, and later is waited for.</summary>
public sealed class PostgresTroubleTests(PostgresServer server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("nobody at all", "nobody", "wrong", "postgres", "the user or the password was refused")]
    [InlineData("wrong password", "postgres", "wrong", "postgres", "the user or the password was refused")]
    [InlineData("no such database", "postgres", PostgresServer.Password, "elsewhere", "there is no such database")]
    public async Task OpenAsync_NotLetIn_SaysWhatWasRefused(string what, string user, string password, string database, string reason)
    {
        server.Require();
        string message = await RefusalAsync(new PostgresStoreOptions { ConnectionString = server.UrlFor(user, password, database) });

        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.Contains($"PostgreSQL at 127.0.0.1:{server.Port}, database \"{database}\", as \"{user}\"", message, StringComparison.Ordinal);
        Assert.False(message.Contains(password, StringComparison.Ordinal), what);
    }

    [Fact]
    public async Task OpenAsync_NobodyAnswers_SaysWhere()
    {
        string message = await RefusalAsync(new PostgresStoreOptions { ConnectionString = "Host=127.0.0.1;Port=1;Username=u;Password=p;Database=d" });

        Assert.StartsWith("PostgreSQL at 127.0.0.1:1, database \"d\", as \"u\": no server answers", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_RoleThatMayNotWrite_SaysSo()
    {
        server.Require();
        PostgresStoreOptions options = server.NewOptions();
        await using (await PostgresEventStore.OpenAsync(options, Cancellation))
        {
        }

        string role = $"reader_{options.Schema}";
        await server.RunAsync($"CREATE ROLE {role} LOGIN PASSWORD 'r'; GRANT USAGE ON SCHEMA {options.Schema} TO {role}; GRANT SELECT ON ALL TABLES IN SCHEMA {options.Schema} TO {role}");

        string refused = await RefusalAsync(new PostgresStoreOptions { ConnectionString = server.UrlFor(role, "r"), Schema = options.Schema });
        string noSchema = await RefusalAsync(new PostgresStoreOptions { ConnectionString = server.UrlFor(role, "r"), Schema = PostgresServer.NewSchema() });
        string readOnly = await RefusalAsync(new PostgresStoreOptions { ConnectionString = $"{server.Url}?options=-c%20default_transaction_read_only=on", Schema = options.Schema });

        Assert.Contains("the role may not write", refused, StringComparison.Ordinal);
        Assert.Contains("the role may not write", noSchema, StringComparison.Ordinal);
        Assert.Contains("read-only", readOnly, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_TablesOfALaterVersion_LeavesThemAlone()
    {
        server.Require();
        PostgresStoreOptions options = server.NewOptions();
        await using (await PostgresEventStore.OpenAsync(options, Cancellation))
        {
        }

        await server.RunAsync($"UPDATE {options.Schema}.head SET version = 2");

        Assert.Contains("later version", await RefusalAsync(options), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgres://", "accepted: postgres://user:password@host:5432/database")]
    [InlineData("postgres://u:secret@h/d?nonsense=1", "nonsense")]
    [InlineData("Database=d;Password=secret", "names no host")]
    [InlineData("secret", "is not one")]
    public async Task OpenAsync_AddressThatIsNone_SaysWhatIsAccepted(string address, string expected)
    {
        ArgumentException exception = await Assert.ThrowsAsync<ArgumentException>(() => PostgresEventStore.OpenAsync(new PostgresStoreOptions { ConnectionString = address }, Cancellation));

        Assert.Contains(expected, exception.Message, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_Url_KnowsItsParts()
    {
        var address = PostgresAddress.Parse("postgresql://us%40er:p%3Aw@[::1]:6000/my%20db?sslmode=verify-full&connect_timeout=3");

        Assert.Equal(("::1", 6000, "us@er", "p:w", "my db"), (address.Host, address.Port, address.Username, address.Password, address.Database));
        Assert.Equal((Npgsql.SslMode.VerifyFull, 3), (address.SslMode, address.Timeout));
    }

    [Theory]
    [InlineData("Fastemit")]
    [InlineData("a;drop")]
    [InlineData("")]
    public async Task OpenAsync_SchemaThatIsNone_IsRefused(string schema)
    {
        ArgumentException exception = await Assert.ThrowsAsync<ArgumentException>(
            () => PostgresEventStore.OpenAsync(new PostgresStoreOptions { ConnectionString = "postgres://h/d", Schema = schema }, Cancellation));

        Assert.Contains("PostgresStoreOptions.Schema ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Append_DiskFull_SaysSoAndGoesOnWhenThereIsRoom()
    {
        server.Require();
        Assert.SkipWhen(Environment.UserName != "root", "only root mounts a small disk");
        string disk = Directory.CreateDirectory(Path.Combine(server.Folder, "small")).FullName;
        await ShellAsync($"mount -t tmpfs -o size=24m,mode=0777 tmpfs {disk} && mkdir {disk}/space && chown postgres {disk}/space && chmod 0700 {disk}/space");
        try
        {
            await server.RunAsync($"CREATE TABLESPACE small LOCATION '{disk}/space'");
            PostgresStoreOptions options = new() { ConnectionString = $"{server.Url}?options=-c%20default_tablespace=small", Schema = PostgresServer.NewSchema() };
            await using PostgresEventStore store = await PostgresEventStore.OpenAsync(options, Cancellation);
            await using CollectorServer collector = await CollectorServer.StartAsync(new CollectorOptions { Port = 0, Store = store }, Cancellation);
            await ShellAsync($"dd if=/dev/zero of={disk}/filler bs=64k 2>/dev/null; true");
            for (int n = 0; n < 4000; n += 100)
            {
                store.AppendNumbered(n + 1, 100);
            }

            Task stored = store.WhenStoredAsync(Cancellation).AsTask();
            await Expect.TrueAsync(() => store.IsFailing);
            Assert.False(stored.IsCompleted);
            Assert.Contains("disk is full", store.GetStats().LastError, StringComparison.Ordinal);
            Assert.Equal("{\"status\":\"degraded\"}", await HealthAsync(collector));
            string refused = await RefusalAsync(new PostgresStoreOptions { ConnectionString = options.ConnectionString, Schema = PostgresServer.NewSchema() });
            Assert.Contains("disk is full", refused, StringComparison.Ordinal);
            File.Delete(Path.Combine(disk, "filler"));
            await stored;

            Assert.Equal(4000, (await store.ReadIdsAsync(new EventQuery { Limit = 10_000 })).Length);
            Assert.Equal("{\"status\":\"ok\"}", await HealthAsync(collector));
        }
        finally
        {
            await server.RunAsync("""DO $$ DECLARE s text; BEGIN FOR s IN SELECT DISTINCT schemaname FROM pg_tables WHERE tablespace = 'small' LOOP EXECUTE 'DROP SCHEMA ' || s || ' CASCADE'; END LOOP; END $$""");
            await ShellAsync($"umount -l {disk}");
        }
    }

    [Fact]
    public async Task DisposeAsync_DatabaseIsAway_EndsAndTellsWhoWaits()
    {
        server.Require();
        await using FaultProxy.TcpFaultProxy proxy = FaultProxy.TcpFaultProxy.Start(server.Port);
        PostgresEventStore store = await PostgresEventStore.OpenAsync(
            new PostgresStoreOptions { ConnectionString = server.Url.Replace($":{server.Port}/", $":{proxy.Port}/", StringComparison.Ordinal), Schema = PostgresServer.NewSchema() }, Cancellation);
        await proxy.DisposeAsync();
        await Expect.TrueAsync(() => store.IsFailing); // Noticed without anything to store.
        store.Append("a", "{}");
        Task stored = store.WhenStoredAsync(Cancellation).AsTask();

        await store.DisposeAsync();

        IOException exception = await Assert.ThrowsAsync<IOException>(() => stored);
        Assert.Contains("no server answers", exception.Message, StringComparison.Ordinal);
    }

    private static async Task<string> RefusalAsync(PostgresStoreOptions options) =>
        (await Assert.ThrowsAnyAsync<IOException>(() => PostgresEventStore.OpenAsync(options, Cancellation))).Message;

    private static async Task<string> HealthAsync(CollectorServer collector)
    {
        using HttpClient http = new();
        using HttpResponseMessage answer = await http.GetAsync(new Uri($"{collector.Url}/health"), Cancellation);
        return await answer.Content.ReadAsStringAsync(Cancellation);
    }

    private static async Task ShellAsync(string script)
    {
        using Process process = Process.Start(new ProcessStartInfo("sh", ["-c", script]) { RedirectStandardError = true })!;
        string error = await process.StandardError.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        Assert.SkipWhen(process.ExitCode != 0, $"no small disk: {error}");
    }
}

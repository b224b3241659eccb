using FastEmit.Cli;
using FastEmit.Cli.Terminals;
using Microsoft.Data.Sqlite;
using Microsoft.Playwright;

namespace FastEmit.Dashboard.Tests;

/// <summary>The made-up day, played once by <c>fastemit demo --day</c> into SQLite files, with its collector and a way to ask the files by SQL.</summary>
[CollectionDefinition(Collection)]
public sealed class PlayedDay : IAsyncLifetime, ICollectionFixture<PlayedDay>
{
    /// <summary>The collection of the tests that look at it.</summary>
    public const string Collection = "the made-up day";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fastemit-day");
    private readonly CancellationTokenSource _interruption = new();
    private readonly StringWriter _output = new();
    private readonly KeptOpenWriter _error = new();
    private Task<int>? _running;
    private SqliteConnection? _connection;

    /// <summary>The collector's address.</summary>
    public string Url { get; private set; } = "";

    /// <summary>What the run reported.</summary>
    public string Report => _output.ToString();

    public async ValueTask InitializeAsync()
    {
        Terminal terminal = new(Stream.Null, TextWriter.Synchronized(_output), TextWriter.Synchronized(_error), TimeProvider.System);
        string[] arguments = ["demo", "--day", "--speed", "1000000000", "--data", _folder.FullName, "--keep-open", "--json"];
        _running = Task.Run(() => FastEmitCommand.RunAsync(arguments, terminal, _interruption.Token));
        Task first = await Task.WhenAny(_running, _error.Url);
        Assert.True(first == _error.Url, $"The demo has ended: {_output} {_error}");
        Url = await _error.Url;
        string file = Assert.Single(_folder.GetFiles("*.db")).FullName;
        _connection = new SqliteConnection($"Data Source={file};Mode=ReadOnly;Pooling=False");
        _connection.Open();
    }

    /// <summary>The rows of a query over the stored events: the table <c>day</c> has an event's <c>id</c>, <c>type</c>, <c>session</c> and <c>data</c> (as JSON).</summary>
    public List<object[]> Ask(string select)
    {
        using SqliteCommand command = _connection!.CreateCommand();
        command.CommandText =
            $"""
            WITH day AS (SELECT e.id, k.type, s.session, e.data FROM events e JOIN kinds k ON k.id = e.kind LEFT JOIN sessions s ON s.id = e.session),
            calls AS (SELECT id, session, data ->> '$.cwd' AS folder, data ->> '$.data.tool_name' AS tool, data ->> '$.data.agent_id' AS subagent,
                data ->> '$.data.success' = 0 AS failed, data ->> '$.data.duration_ms' AS ms FROM day WHERE type = 'post_tool'),
            messages AS (SELECT session, data ->> '$.data.message_id' AS message, data ->> '$.data.model' AS model, data ->> '$.data.agent_id' AS subagent,
                data ->> '$.data.input_tokens' AS input, data ->> '$.data.output_tokens' AS output, data ->> '$.data.cache_read_input_tokens' AS cached,
                data ->> '$.data.cache_creation_input_tokens' AS written, data ->> '$.data.total_tokens' AS total, data ->> '$.data.cost_usd' AS cost
                FROM day WHERE type = 'token_usage_updated' GROUP BY data ->> '$.data.message_id')
            {select}
            """;
        using SqliteDataReader reader = command.ExecuteReader();
        List<object[]> rows = [];
        while (reader.Read())
        {
            object[] row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add(row);
        }

        return rows;
    }

    /// <summary>The one value of a query.</summary>
    public object One(string select) => Assert.Single(Assert.Single(Ask(select)));

    /// <summary>Opens the page of the day's collector.</summary>
    internal async Task<IPage> OpenAsync(IBrowserContext context)
    {
        context.SetDefaultTimeout(60_000);
        Assertions.SetDefaultExpectTimeout(60_000);
        IPage page = await context.NewPageAsync();
        await page.GotoAsync($"{Url}/");
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        _connection?.Dispose();
        await _interruption.CancelAsync();
        if (_running is not null)
        {
            await _running;
        }

        _interruption.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>Knows the address when the demo says that it stays open.</summary>
    private sealed class KeptOpenWriter : StringWriter
    {
        private readonly TaskCompletionSource<string> _url = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> Url => _url.Task;

        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value?.Contains("stays open", StringComparison.Ordinal) == true)
            {
                _url.TrySetResult(value.Split(' ')[1]);
            }
        }
    }
}

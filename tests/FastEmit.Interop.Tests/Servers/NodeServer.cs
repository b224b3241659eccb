using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FastEmit.Interop.Tests.Servers;

/// <summary>
/// The official Socket.IO server in a process of its own, which can be killed and started again on the same port.
/// </summary>
internal sealed class NodeServer : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> _replies = [];
    private readonly ConcurrentQueue<string> _errors = [];
    private NodeServerOptions _options;
    private Process? _process;
    private TaskCompletionSource<int> _ready = new();
    private int _commands;

    private NodeServer(NodeServerOptions options) => _options = options;

    /// <summary>The port it listens on; the same after a restart.</summary>
    public int Port => _options.Port;

    /// <summary>Its address for clients; with TLS by the name that test certificates bear.</summary>
    public string Url => _options.Tls is null ? $"http://{_options.Host ?? "127.0.0.1"}:{Port}" : $"https://localhost:{Port}";

    /// <summary>What the present process has used of all processors.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            Process process = _process ?? throw new InvalidOperationException("The server is not running.");
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>
    /// Starts a server and completes when it listens. Skips or fails the calling test when there is no Node
    /// (<see cref="NodeRuntime.EnsureAsync"/>).
    /// </summary>
    public static async Task<NodeServer> StartAsync(NodeServerOptions? options = null)
    {
        await NodeRuntime.EnsureAsync();
        options ??= new NodeServerOptions();
        var server = new NodeServer(options.Port == 0 ? options with { Port = LoopbackPort.Reserve() } : options);
        await server.LaunchAsync();
        return server;
    }

    /// <summary>Ends the process as a crash does (SIGKILL): no handler runs, nothing is flushed. Completes when it is gone.</summary>
    public async Task KillAsync()
    {
        if (_process is not { } process)
        {
            return;
        }

        _process = null;
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        foreach (int command in _replies.Keys)
        {
            Fail(command, "was killed");
        }
    }

    /// <summary>Starts it again on the same port after <see cref="KillAsync"/>, or kills it first.</summary>
    /// <param name="change">Other options for the new process; the port stays.</param>
    public async Task RestartAsync(Func<NodeServerOptions, NodeServerOptions>? change = null)
    {
        await KillAsync();
        _options = change?.Invoke(_options) ?? _options;
        await LaunchAsync();
    }

    /// <summary>
    /// Starts it again on the same port whenever its process ends of itself, as a supervisor does, until <paramref name="stop"/>.
    /// Returns how often.
    /// </summary>
    public async Task<int> SuperviseAsync(CancellationToken stop)
    {
        int restarts = 0;
        while (_process is { } process)
        {
            try
            {
                await process.WaitForExitAsync(stop);
            }
            catch (OperationCanceledException)
            {
                break;
            }

            restarts++;
            await RestartAsync();
        }

        return restarts;
    }

    /// <summary>What the present process has seen.</summary>
    public async Task<NodeCounts> GetCountsAsync() => (await CommandAsync("counts")).Deserialize<NodeCounts>(Json)!;

    /// <summary>The handshakes of all sockets that the present process has accepted: namespace, auth, headers, query.</summary>
    public async Task<JsonElement> GetHandshakesAsync() => (await CommandAsync("handshakes")).GetProperty("handshakes");

    /// <summary>Closes every connection in good order.</summary>
    public Task CloseConnectionsAsync() => CommandAsync("closeConnections");

    /// <summary>Disconnects every socket of one namespace and keeps the connections.</summary>
    public Task DisconnectAsync(string @namespace) => CommandAsync("disconnect", ("namespace", @namespace));

    /// <summary>Emits an event with one argument to every client of a namespace, in a cluster to those of the other servers too.</summary>
    public Task EmitAsync(string @namespace, string name, object argument) =>
        CommandAsync("emit", ("namespace", @namespace), ("event", name), ("args", new[] { argument }));

    /// <summary>Has a namespace refused from now on with a message, or granted again with null.</summary>
    public Task RefuseAsync(string @namespace, string? message) => message is null
        ? CommandAsync("refuse", ("namespace", @namespace))
        : CommandAsync("refuse", ("namespace", @namespace), ("message", message));

    /// <summary>Lets the event loop stand still for a while; completes when it runs again.</summary>
    public Task BlockAsync(TimeSpan time) => CommandAsync("block", ("milliseconds", time.TotalMilliseconds));

    /// <summary>All events in the log file so far, in order of arrival, those of killed processes included.</summary>
    public IReadOnlyList<LoggedEvent> ReadLog()
    {
        using var file = new FileStream(_options.Log!, FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite);
        string text = new StreamReader(file).ReadToEnd();
        int end = text.LastIndexOf('\n') + 1; // A killed process may have left half a line.
        return [.. text[..end].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(LoggedEvent.Parse)];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await KillAsync();

    private async Task LaunchAsync()
    {
        _ready = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        string script = Path.Combine(NodeRuntime.ScriptFolder, _options.Script);
        string[] command = ["node", script, JsonSerializer.Serialize(_options, Json)];
        command = _options.Network is { } network ? ["ip", "netns", "exec", network, .. command] : command; // Which becomes node: a kill hits it.
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => OnOutput(line.Data);
        process.ErrorDataReceived += (_, line) => _errors.Enqueue(line.Data ?? "");
        process.Exited += (_, _) => _ready.TrySetException(new InvalidOperationException($"{_options.Script} ended: {string.Join('\n', _errors)}"));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _process = process;
        _options = _options with { Port = await _ready.Task.WaitAsync(TestContext.Current.CancellationToken) };
    }

    private async Task<JsonElement> CommandAsync(string command, params (string Name, object Value)[] arguments)
    {
        Process process = _process ?? throw new InvalidOperationException("The server is not running.");
        int id = Interlocked.Increment(ref _commands);
        var reply = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        _replies[id] = reply;
        Dictionary<string, object> request = arguments.ToDictionary(argument => argument.Name, argument => argument.Value);
        request["id"] = id;
        request["command"] = command;
        string line = JsonSerializer.Serialize(request, Json);
        lock (process)
        {
            process.StandardInput.WriteLine(line);
            process.StandardInput.Flush();
        }

        return await reply.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    private void OnOutput(string? line)
    {
        if (line is null)
        {
            return;
        }

        JsonElement message = JsonElement.Parse(line);
        if (message.TryGetProperty("ready", out _))
        {
            _ready.TrySetResult(message.GetProperty("port").GetInt32());
        }
        else if (_replies.TryRemove(message.GetProperty("id").GetInt32(), out TaskCompletionSource<JsonElement>? reply))
        {
            reply.TrySetResult(message);
        }
    }

    private void Fail(int command, string what)
    {
        if (_replies.TryRemove(command, out TaskCompletionSource<JsonElement>? reply))
        {
            reply.TrySetException(new InvalidOperationException($"The server {what} before it answered. {string.Join('\n', _errors)}"));
        }
    }
}

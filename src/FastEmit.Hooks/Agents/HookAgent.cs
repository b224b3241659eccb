using System.Buffers;
using System.Text;
using System.Text.Json;
using FastEmit.Hooks.Native;
using FastEmit.Hooks.Spooling;
using Microsoft.Extensions.Logging;

namespace FastEmit.Hooks.Agents;

/// <summary>
/// The one long-lived process per user that ships the events in the hooks' ring file: over Socket.IO with an emitter
/// that owns the file, or by HTTP POST when the server accepts no Socket.IO connection.
/// </summary>
/// <remarks>
/// One loop does everything; the question socket runs beside it and only reads. However the agent ends, unconfirmed
/// events stay in the file for the next agent.
/// </remarks>
internal sealed partial class HookAgent : IDisposable
{
    /// <summary>The question for <see cref="AgentReport"/>.</summary>
    public const string AskStats = "stats";

    /// <summary>The request to flush and end.</summary>
    public const string AskStop = "stop";

    /// <summary>The delay between a stop request and the stop, so that the answer is sent first.</summary>
    private static readonly TimeSpan AnswerFirst = TimeSpan.FromMilliseconds(20);

    private readonly AgentOptions _options;
    private readonly AgentLog _log;
    private readonly HookWatch _hooks;
    private readonly EngineProbe _probe;
    private readonly ServerFinder _finder;
    private readonly EventPost _post;
    private readonly Deliveries _deliveries = new();
    private readonly CancellationTokenSource _stop;
    private readonly long _startedAt;
    private AgentState _doing;
    private string? _server;
    private string? _endpoint;

    private HookAgent(AgentOptions options, AgentLog log, HookWatch hooks)
    {
        _options = options with { Token = ServerToken.Find(options.Token, Environment.GetEnvironmentVariable, options.Paths) };
        _log = log;
        _hooks = hooks;
        _probe = new EngineProbe(Time, _options.Token);
        _finder = new ServerFinder(_probe, ServerFinder.Named(options.Url, Environment.GetEnvironmentVariable), options.Ports);
        _post = new EventPost(Time, _options.Token, options.ProbeInterval);
        _stop = new CancellationTokenSource(Timeout.InfiniteTimeSpan, Time);
        _startedAt = Time.GetTimestamp();
    }

    private HookPaths Paths => _options.Paths;

    private TimeProvider Time => _options.TimeProvider;

    /// <summary>Runs an agent until it is stopped or idle. Returns at once when another agent runs already.</summary>
    /// <param name="options">The agent's options.</param>
    /// <param name="started">Called once this process is the agent. Not called when another agent runs.</param>
    /// <param name="stop">Stops the agent after a flush of the waiting events, within <see cref="AgentOptions.ShutdownTimeout"/>.</param>
    /// <exception cref="IOException">The files cannot be used.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the files is denied.</exception>
    public static async Task<AgentEnd> RunAsync(AgentOptions options, Action<string> started, CancellationToken stop)
    {
        options.Paths.CreateFolder();
        if (options.Paths.FindFault() is { } fault)
        {
            throw new IOException($"{fault}. These files hold events and prompts, so other users must not be able to read or replace them.");
        }

        using AgentLock ownership = AgentLock.Open(options.Paths.Lock);
        bool isAgent = ownership.TryRun();
        if (options.InheritedLock is { } inherited)
        {
            _ = SystemCalls.Close(inherited); // hooks see the running lock now
        }

        if (!isAgent)
        {
            return AgentEnd.AlreadyRunning;
        }

        using AgentLog log = new(options.Paths.Log, options.TimeProvider);
        using HookWatch hooks = new(options, log);
        using HookAgent agent = new(options, log, hooks);
        return await agent.RunAsync(ownership, started, stop).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _probe.Dispose();
        _post.Dispose();
        _stop.Dispose();
    }

    private async Task<AgentEnd> RunAsync(AgentLock ownership, Action<string> started, CancellationToken stop)
    {
        using CancellationTokenRegistration stopping = stop.Register(_stop.Cancel);
        AgentSpool spool = new(Paths, _hooks.State, Time);
        using AgentSocket socket = AgentSocket.Listen(Paths.Socket, Time);
        using CancellationTokenSource closing = new();
        Task answering = socket.RunAsync(Answer, closing.Token);
        using HookEndpoint? endpoint = HookEndpoint.TryListen(Paths, spool.Record, _log, Time);
        _endpoint = endpoint?.Url;
        Task following = new TranscriptWatch(_options, _log, spool.Append).RunAsync(closing.Token);
        Task taking = endpoint?.RunAsync(_log, closing.Token) ?? Task.CompletedTask;
        string server = _finder.IsNamed ? await _finder.FindAsync(stop).ConfigureAwait(false) ?? "" : "looked for";
        _log.Write(LogLevel.Information, $"agent {Environment.ProcessId} started; ring file '{Paths.Ring}', server {server}");
        started($"process {Environment.ProcessId}, ring file '{Paths.Ring}', server {server}, log '{Paths.Log}'");

        try
        {
            AgentEnd end;
            do
            {
                end = await ServeAsync().ConfigureAwait(false);
            }
            while (end == AgentEnd.Idle && (endpoint is not null || !TryLeave(ownership))); // http hooks cannot start an agent
            return end;
        }
        catch (Exception exception)
        {
            _log.Write(LogLevel.Error, $"the agent failed: {exception}");
            throw;
        }
        finally
        {
            _log.Write(LogLevel.Information, $"agent {Environment.ProcessId} ended: {_deliveries}");
            await closing.CancelAsync().ConfigureAwait(false);
            await answering.ConfigureAwait(false);
            await taking.ConfigureAwait(false);
            await following.ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Releases the agent's lock, unless a hook has appended meanwhile: a hook first appends and then checks the lock,
    /// this first releases the lock and then checks the ring, so at least one of them sees the other.
    /// </summary>
    /// <returns>Whether the agent may end.</returns>
    private bool TryLeave(AgentLock ownership)
    {
        long position = _hooks.Claimed;
        ownership.StopRunning();
        Interlocked.MemoryBarrier();
        return _hooks.Claimed == position || !ownership.TryRun();
    }

    /// <summary>Ships events until it is stopped or idle.</summary>
    private async Task<AgentEnd> ServeAsync()
    {
        AgentState next = AgentState.Searching;
        while (true)
        {
            _doing = next;
            try
            {
                next = next switch
                {
                    AgentState.Searching => await SearchAsync().ConfigureAwait(false),
                    AgentState.SocketIO => await EmitAsync(_server!).ConfigureAwait(false),
                    AgentState.Http => await PostAsync(_server!, _options.ProbeInterval).ConfigureAwait(false),
                    AgentState.HttpWithoutWebSocket => await PostAsync(_server!, WebSocketPause).ConfigureAwait(false),
                    _ => next,
                };
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                next = AgentState.Stopping;
            }
            catch (RingFileException exception)
            {
                next = await WaitForFileAsync(exception).ConfigureAwait(false);
            }

            if (next is AgentState.Idle or AgentState.Stopping)
            {
                _doing = next;
                return next == AgentState.Idle ? AgentEnd.Idle : AgentEnd.Stopped;
            }
        }
    }

    /// <summary>Waits before another attempt to use the ring file, unless the agent must stop or has waited for its idle time.</summary>
    private async Task<AgentState> WaitForFileAsync(RingFileException exception)
    {
        if (_log.LastError != exception.Message)
        {
            _hooks.Tell(exception);
        }
        else if (Time.GetElapsedTime(_log.LastErrorAt) >= _options.IdleExit)
        {
            return AgentState.Idle;
        }

        await Task.Delay(_options.ProbeInterval, Time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return _stop.IsCancellationRequested ? AgentState.Stopping : AgentState.Searching;
    }

    /// <summary>Searches until a server is found. Never blocks a hook.</summary>
    private async Task<AgentState> SearchAsync()
    {
        _hooks.Open();
        while (true)
        {
            string? found = await _finder.FindAsync(_stop.Token).ConfigureAwait(false);
            if (found is not null)
            {
                _log.Write(LogLevel.Information, $"server {found}");
                _server = found;
                return AgentState.SocketIO;
            }

            await Task.Delay(_options.ProbeInterval, Time, _stop.Token).ConfigureAwait(false);
            if (_hooks.IsIdle())
            {
                return AgentState.Idle;
            }
        }
    }

    /// <summary>Answers a question over the agent's socket. Runs beside the loop and only reads.</summary>
    private string Answer(string question)
    {
        switch (question)
        {
            case AskStats:
                return Report();
            case AskStop:
                _stop.CancelAfter(AnswerFirst);
                return """{"stopping":true}""";
            default:
                return """{"error":"accepted questions: stats, stop"}""";
        }
    }

    private string Report()
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            writer.WriteBoolean("running", true);
            writer.WriteNumber("process", Environment.ProcessId);
            writer.WriteNumber("uptimeSeconds", Math.Round(Time.GetElapsedTime(_startedAt).TotalSeconds, 1));
            writer.WriteString("state", AgentReport.NameOf(_doing));
            writer.WriteString("server", _server);
            writer.WriteString("ringFile", Paths.Ring);
            writer.WriteString("endpoint", _endpoint);
            writer.WriteString("log", Paths.Log);
            _deliveries.Write(writer, _hooks.PendingBytes, _log.LastError);
            AgentReport.WriteHooks(writer, Paths, _hooks.State);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}

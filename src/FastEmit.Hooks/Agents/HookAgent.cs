using FastEmit.Hooks.Native;
using FastEmit.Hooks.Spooling;
using FastEmit.Hooks.State;
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
    /// <summary>The interval of the loop. The emitter polls for new events at a shorter interval of its own.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(200);

    private readonly AgentOptions _options;
    private readonly AgentLog _log;
    private readonly TimeProvider _time;
    private readonly HookPaths _paths;
    private readonly string? _token;
    private readonly EngineProbe _probe;
    private readonly EventPost _post;
    private readonly ServerFinder _finder;
    private readonly CancellationTokenSource _stop;
    private readonly long _startedAt;
    private RingWatch? _ring;
    private HookState? _state;
    private LossReporter? _losses;
    private HookEmitter? _emitter;
    private DeliveryTotals _closed = new();
    private AgentState _doing;
    private string? _server;
    private string? _lastError;
    private string? _endpoint;
    private long _fileFailedAt;

    private HookAgent(AgentOptions options)
    {
        _options = options;
        _time = options.TimeProvider;
        _paths = options.Paths;
        _log = new AgentLog(options.Paths.Log, _time);
        _token = ServerToken.Find(options.Token, Environment.GetEnvironmentVariable, options.Paths);
        _probe = new EngineProbe(_time, _token);
        _post = new EventPost(_time, _token);
        _finder = new ServerFinder(_probe, ServerFinder.Named(options.Url, Environment.GetEnvironmentVariable), options.Ports);
        _stop = new CancellationTokenSource(Timeout.InfiniteTimeSpan, _time);
        _startedAt = _time.GetTimestamp();
    }

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

        using HookAgent agent = new(options);
        return await agent.RunAsync(ownership, started, stop).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _state?.Dispose();
        _probe.Dispose();
        _post.Dispose();
        _log.Dispose();
        _stop.Dispose();
    }

    private async Task<AgentEnd> RunAsync(AgentLock ownership, Action<string> started, CancellationToken stop)
    {
        using CancellationTokenRegistration stopping = stop.Register(_stop.Cancel);
        if (HookState.SetAsideIfBad(_paths.State, _time) is { } aside)
        {
            _log.Write(LogLevel.Warning, $"the state file could not be used and is kept as '{aside}'");
        }

        _state = HookState.TryOpen(_paths.State, _time);
        _losses = new LossReporter(_paths, _state, _log);
        using AgentSocket socket = AgentSocket.Listen(_paths.Socket, _time);
        using CancellationTokenSource closing = new();
        Task answering = socket.RunAsync(Answer, closing.Token);
        using HookEndpoint? endpoint = TryListen();
        Task following = FollowTranscriptsAsync(closing.Token);
        Task taking = endpoint?.RunAsync(_log, closing.Token) ?? Task.CompletedTask;
        string server = _finder.IsNamed ? await _finder.FindAsync(stop).ConfigureAwait(false) ?? "" : "looked for";
        _log.Write(LogLevel.Information, $"agent {Environment.ProcessId} started; ring file '{_paths.Ring}', server {server}");
        started($"process {Environment.ProcessId}, ring file '{_paths.Ring}', server {server}, log '{_paths.Log}'");

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
            _log.Write(LogLevel.Information, $"agent {Environment.ProcessId} ended: {Describe(Totals())}");
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
        long position = _ring?.Claimed ?? 0;
        ownership.StopRunning();
        Interlocked.MemoryBarrier();
        return (_ring?.Claimed ?? 0) == position || !ownership.TryRun();
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
                    AgentState.Http => await PostAsync(_server!).ConfigureAwait(false),
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
        if (_lastError != exception.Message)
        {
            _fileFailedAt = _time.GetTimestamp();
            Tell(exception);
        }
        else if (_time.GetElapsedTime(_fileFailedAt) >= _options.IdleExit)
        {
            return AgentState.Idle;
        }

        await Task.Delay(_options.ProbeInterval, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return _stop.IsCancellationRequested ? AgentState.Stopping : AgentState.Searching;
    }

    /// <summary>Watches the current ring file.</summary>
    /// <exception cref="RingFileException">It cannot be used.</exception>
    private void Watch()
    {
        _ring = RingWatch.Open(_paths, _options.IdleExit, _time);
        Tell(_ring.SetAside);
    }

    private void Tell(RingFileException? problem)
    {
        if (problem is not null)
        {
            _lastError = problem.Message;
            _log.Write(LogLevel.Error, problem.Message);
        }
    }

    /// <summary>Searches until a server is found. Never blocks a hook.</summary>
    private async Task<AgentState> SearchAsync()
    {
        Watch();
        while (true)
        {
            string? found = await _finder.FindAsync(_stop.Token).ConfigureAwait(false);
            if (found is not null)
            {
                _log.Write(LogLevel.Information, $"server {found}");
                _server = found;
                return AgentState.SocketIO;
            }

            await Task.Delay(_options.ProbeInterval, _time, _stop.Token).ConfigureAwait(false);
            _losses!.Report();
            if (_ring!.IsIdle())
            {
                return AgentState.Idle;
            }
        }
    }
}

using FastEmit.Hooks.Native;
using FastEmit.Hooks.Spooling;
using FastEmit.Hooks.State;
using Microsoft.Extensions.Logging;

namespace FastEmit.Hooks.Agents;

/// <summary>
/// The one long-lived process of a user that ships what hooks have left in the ring file: over Socket.IO with an emitter
/// that owns the file, or, where a server takes no such connection, by HTTP POST.
/// </summary>
/// <remarks>
/// One loop does everything; the socket for questions runs beside it and only reads. Whatever the agent's end is, what is
/// not confirmed stays in the file for the next one.
/// </remarks>
internal sealed partial class HookAgent : IDisposable
{
    /// <summary>How often the loop looks around. The emitter has its own, shorter, interval for new events.</summary>
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

    /// <summary>Runs an agent until it is stopped or idle, unless there is one already.</summary>
    /// <param name="options">How it behaves.</param>
    /// <param name="started">Called once it is the agent, or never.</param>
    /// <param name="stop">Ends it in good order: what waits is flushed, within <see cref="AgentOptions.ShutdownTimeout"/>.</param>
    /// <exception cref="IOException">The files cannot be used.</exception>
    /// <exception cref="UnauthorizedAccessException">The files may not be used.</exception>
    public static async Task<AgentEnd> RunAsync(AgentOptions options, Action<string> started, CancellationToken stop)
    {
        options.Paths.CreateFolder();
        if (options.Paths.FindFault() is { } fault)
        {
            throw new IOException($"{fault}. Events and prompts are in these files, so nobody else may be able to read or replace them.");
        }

        using AgentLock ownership = AgentLock.Open(options.Paths.Lock);
        bool isAgent = ownership.TryRun();
        if (options.InheritedLock is { } inherited)
        {
            _ = SystemCalls.Close(inherited); // now that hooks see the other lock
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
            while (end == AgentEnd.Idle && (endpoint is not null || !TryLeave(ownership))); // http hooks would find nobody, and start nobody
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
    /// Gives the agent's lock back, unless a hook has appended meanwhile: a hook first appends and then looks at the lock,
    /// this first gives the lock back and then looks at the ring, so one of the two sees the other.
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

    /// <summary>The ring file cannot be used: waits a moment, unless the agent is to end or has waited for as long as it would for events.</summary>
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

    /// <summary>Watches the ring file that lies there now.</summary>
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

    /// <summary>Looks for a server, as long as it takes; never blocks a hook.</summary>
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

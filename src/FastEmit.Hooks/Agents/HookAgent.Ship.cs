using FastEmit.Fallbacks;
using FastEmit.Hooks.Spooling;
using Microsoft.Extensions.Logging;

namespace FastEmit.Hooks.Agents;

/// <content>The two ways to ship: over Socket.IO, by an emitter that owns the ring file; and by HTTP POST, event by event, while Socket.IO is not available.</content>
internal sealed partial class HookAgent
{
    /// <summary>The interval of the loop. The emitter polls for new events at a shorter interval of its own.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(200);

    /// <summary>How long events are posted to a server that opens sessions but refuses the WebSocket, before the WebSocket is tried again.</summary>
    private static readonly TimeSpan WebSocketPause = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long a server that opens sessions may refuse the WebSocket before the agent posts events instead. Also how long a
    /// server may be unreachable before the agent searches for another one.
    /// </summary>
    private static readonly TimeSpan LongPatience = TimeSpan.FromSeconds(10);

    private async Task<AgentState> EmitAsync(string url)
    {
        HookEmitterOptions options = new()
        {
            Url = url,
            Ring = { File = Paths.Prefix, Capacity = HookSpool.Capacity },
            MaxConnections = 1, // one ring file, so that the events of all sessions keep their order
            Stamps = { Timestamp = false }, // hooks add their own
            Circuit = { RecoveryTimeout = TimeSpan.FromSeconds(5) }, // the server is near, and a dashboard should update soon
            ShutdownTimeout = _options.ShutdownTimeout,
            Connection = { Auth = _options.Token is { } secret ? ServerToken.AuthOf(secret) : null },
            TimeProvider = Time,
            LoggerFactory = _log,
        };
        if (_options.Token is { } token)
        {
            options.Connection.Headers["Authorization"] = ServerToken.HeaderOf(token);
        }

        HookEmitter emitter = HookEmitter.Create(options);
        _deliveries.Begin(emitter);
        AgentState next = AgentState.Stopping;
        try
        {
            _hooks.Open();
            next = await WatchEmitterAsync(emitter, url).ConfigureAwait(false);
            return next;
        }
        finally
        {
            // No final flush to a server that cannot be reached.
            using CancellationTokenSource hopeless = new();
            if (next is AgentState.Http or AgentState.HttpWithoutWebSocket or AgentState.Searching)
            {
                await hopeless.CancelAsync().ConfigureAwait(false);
            }

            await emitter.CloseAsync(hopeless.Token).ConfigureAwait(false);
            HookEmitterStats last = emitter.GetStats();
            if (last.LastError is { } error)
            {
                _log.Remember(error);
            }

            _deliveries.End(last);
        }
    }

    /// <summary>Watches an emitter until the agent must change its state.</summary>
    private async Task<AgentState> WatchEmitterAsync(HookEmitter emitter, string url)
    {
        bool wasConnected = false;
        long lostAt = 0;
        long probedAt = 0;
        while (true)
        {
            await Task.Delay(Tick, Time, _stop.Token).ConfigureAwait(false);
            if (_hooks.IsIdle())
            {
                return AgentState.Idle;
            }

            HookEmitterStats stats = emitter.GetStats();
            if (wasConnected && stats.ActiveConnections == 0 && !_finder.IsNamed)
            {
                // The next listener on that port may belong to another user: check its owner before the emitter connects again.
                _log.Write(LogLevel.Warning, $"{_server} is gone; searching for it, or another");
                return AgentState.Searching;
            }

            wasConnected |= stats.ActiveConnections != 0;
            if (stats.ActiveConnections != 0 || stats.Pending == 0)
            {
                lostAt = 0;
                continue;
            }

            lostAt = lostAt == 0 ? Time.GetTimestamp() : lostAt;
            bool isDue = probedAt == 0 || Time.GetElapsedTime(probedAt) >= _options.ProbeInterval;
            if (Time.GetElapsedTime(lostAt) >= _options.ConnectionPatience && isDue)
            {
                ServerKind kind = await _probe.LookAsync(url, _stop.Token).ConfigureAwait(false);
                probedAt = Time.GetTimestamp();
                if (Leave(kind, Time.GetElapsedTime(lostAt)) is { } next)
                {
                    return next;
                }
            }
        }
    }

    /// <summary>The next state while the server has no connection; null to stay and let the emitter retry.</summary>
    private AgentState? Leave(ServerKind kind, TimeSpan lost)
    {
        switch (kind)
        {
            case ServerKind.Http when _post.MayPost:
            case ServerKind.EngineIO when _post.MayPost && lost >= LongPatience:
                _log.Write(LogLevel.Warning, $"{_server} accepts no Socket.IO connection; events are posted to it");
                return kind == ServerKind.EngineIO ? AgentState.HttpWithoutWebSocket : AgentState.Http;
            case ServerKind.None when !_finder.IsNamed && lost >= LongPatience:
                _log.Write(LogLevel.Warning, $"{_server} is gone; searching for another");
                return AgentState.Searching;
            default:
                return null;
        }
    }

    /// <summary>Posts events until the agent must change its state.</summary>
    /// <param name="url">The server.</param>
    /// <param name="pause">The interval at which Socket.IO is tried again.</param>
    private async Task<AgentState> PostAsync(string url, TimeSpan pause)
    {
        using SpoolReader reader = SpoolReader.Open(Paths, Time, out RingFileException? setAside);
        _hooks.Tell(setAside);
        _hooks.Open();
        long probedAt = Time.GetTimestamp();
        while (true)
        {
            if (await PostWaitingAsync(reader, url).ConfigureAwait(false) is { } next)
            {
                return next;
            }

            _hooks.Tell(reader.MoveIfLost());
            if (_hooks.IsIdle())
            {
                return AgentState.Idle;
            }

            if (Time.GetElapsedTime(probedAt) >= pause)
            {
                probedAt = Time.GetTimestamp();
                if (await _probe.LookAsync(url, _stop.Token).ConfigureAwait(false) == ServerKind.EngineIO)
                {
                    _log.Write(LogLevel.Information, $"{url} opens Engine.IO sessions; trying Socket.IO again");
                    return AgentState.SocketIO;
                }
            }

            await Task.Delay(Tick, Time, _stop.Token).ConfigureAwait(false);
        }
    }

    /// <summary>Posts the waiting events. Null when all are posted, otherwise the agent's next state.</summary>
    private async Task<AgentState?> PostWaitingAsync(SpoolReader reader, string url)
    {
        for (ReadOnlyMemory<FallbackEvent> events = reader.Read(); !events.IsEmpty; events = reader.Read())
        {
            for (int i = 0; i < events.Length; i++)
            {
                (PostResult result, string words) = await _post.PostAsync(url, events.Span[i], _stop.Token).ConfigureAwait(false);
                _deliveries.Add(result);
                if (result is PostResult.NoEndpoint or PostResult.Failed)
                {
                    _log.Report(LogLevel.Warning, words);
                    return _finder.IsNamed ? AgentState.SocketIO : AgentState.Searching;
                }

                if (result == PostResult.Refused)
                {
                    _log.Report(LogLevel.Warning, $"{words}: the event is dropped");
                }

                reader.Release();
            }
        }

        return null;
    }
}

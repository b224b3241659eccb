using FastEmit.Hooks.Spooling;
using Microsoft.Extensions.Logging;

namespace FastEmit.Hooks.Agents;

/// <content>Shipping over Socket.IO, by an emitter that owns the ring file.</content>
internal sealed partial class HookAgent
{
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
            Ring = { File = _paths.Prefix, Capacity = HookSpool.Capacity },
            MaxConnections = 1, // one ring file, so that the events of all sessions keep their order
            Stamps = { Timestamp = false }, // hooks add their own
            Circuit = { RecoveryTimeout = TimeSpan.FromSeconds(5) }, // the server is near, and a dashboard should update soon
            ShutdownTimeout = _options.ShutdownTimeout,
            Connection = { Auth = _token is null ? null : ServerToken.AuthOf(_token) },
            TimeProvider = _time,
            LoggerFactory = _log,
        };
        if (_token is not null)
        {
            options.Connection.Headers["Authorization"] = ServerToken.HeaderOf(_token);
        }

        HookEmitter emitter = HookEmitter.Create(options);
        _emitter = emitter;
        AgentState next = AgentState.Stopping;
        try
        {
            Watch();
            next = await WatchEmitterAsync(emitter, url).ConfigureAwait(false);
            return next;
        }
        finally
        {
            // No final flush to a server that cannot be reached.
            using CancellationTokenSource hopeless = new();
            if (next is AgentState.Http or AgentState.Searching)
            {
                await hopeless.CancelAsync().ConfigureAwait(false);
            }

            await emitter.CloseAsync(hopeless.Token).ConfigureAwait(false);
            HookEmitterStats last = emitter.GetStats();
            _lastError = last.LastError ?? _lastError;
            _closed = _closed.With(last);
            _emitter = null;
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
            await Task.Delay(Tick, _time, _stop.Token).ConfigureAwait(false);
            _losses!.Report();
            if (_ring!.IsIdle())
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

            lostAt = lostAt == 0 ? _time.GetTimestamp() : lostAt;
            bool isDue = probedAt == 0 || _time.GetElapsedTime(probedAt) >= _options.ProbeInterval;
            if (_time.GetElapsedTime(lostAt) >= _options.ConnectionPatience && isDue)
            {
                ServerKind kind = await _probe.LookAsync(url, _stop.Token).ConfigureAwait(false);
                probedAt = _time.GetTimestamp();
                if (Leave(kind, _time.GetElapsedTime(lostAt)) is { } next)
                {
                    return next;
                }
            }
        }
    }

    /// <summary>The next state while the server has no connection; null to stay and let the emitter retry.</summary>
    private AgentState? Leave(ServerKind kind, TimeSpan lost)
    {
        bool mayPost = _postPause == TimeSpan.Zero || _time.GetElapsedTime(_postRefusedAt) >= _postPause;
        switch (kind)
        {
            case ServerKind.Http when mayPost:
            case ServerKind.EngineIO when mayPost && lost >= LongPatience:
                _log.Write(LogLevel.Warning, $"{_server} accepts no Socket.IO connection; events are posted to it");
                _refusesWebSocket = kind == ServerKind.EngineIO;
                return AgentState.Http;
            case ServerKind.None when !_finder.IsNamed && lost >= LongPatience:
                _log.Write(LogLevel.Warning, $"{_server} is gone; searching for another");
                return AgentState.Searching;
            default:
                return null;
        }
    }
}

using FastEmit.Fallbacks;
using Microsoft.Extensions.Logging;

namespace FastEmit.Hooks.Agents;

/// <content>Shipping over HTTP POST, event by event, while Socket.IO is not available.</content>
internal sealed partial class HookAgent
{
    /// <summary>The pause before a server without the endpoint is tried again.</summary>
    private static readonly TimeSpan NoEndpointPause = TimeSpan.FromSeconds(30);

    /// <summary>How long events are posted to a server that opens sessions but refuses the WebSocket, before the WebSocket is tried again.</summary>
    private static readonly TimeSpan WebSocketPause = TimeSpan.FromSeconds(60);

    private TimeSpan _postPause;
    private long _postRefusedAt;
    private bool _refusesWebSocket;

    private async Task<AgentState> PostAsync(string url)
    {
        using SpoolReader reader = SpoolReader.Open(_paths, _time, out RingFileException? setAside);
        Tell(setAside);
        Watch();
        long enteredAt = _time.GetTimestamp();
        long probedAt = enteredAt;
        while (true)
        {
            if (await PostWaitingAsync(reader, url).ConfigureAwait(false) is { } next)
            {
                return next;
            }

            _losses!.Report();
            Tell(reader.MoveIfLost());
            if (_ring!.IsIdle())
            {
                return AgentState.Idle;
            }

            TimeSpan pause = _refusesWebSocket ? WebSocketPause : _options.ProbeInterval;
            if (_time.GetElapsedTime(probedAt) >= pause)
            {
                probedAt = _time.GetTimestamp();
                if (await _probe.LookAsync(url, _stop.Token).ConfigureAwait(false) == ServerKind.EngineIO)
                {
                    _log.Write(LogLevel.Information, $"{url} opens Engine.IO sessions; trying Socket.IO again");
                    return AgentState.SocketIO;
                }
            }

            await Task.Delay(Tick, _time, _stop.Token).ConfigureAwait(false);
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
                switch (result)
                {
                    case PostResult.Accepted:
                        _closed = _closed with { Confirmed = _closed.Confirmed + 1, Posted = _closed.Posted + 1 };
                        break;
                    case PostResult.Refused:
                        _closed = _closed with { Dropped = _closed.Dropped + 1, Errors = _closed.Errors + 1 };
                        Note($"{words}: the event is dropped");
                        break;
                    default:
                        _closed = _closed with { Errors = _closed.Errors + 1 };
                        Note(words);
                        _postPause = result == PostResult.NoEndpoint ? NoEndpointPause : _options.ProbeInterval;
                        _postRefusedAt = _time.GetTimestamp();
                        return _finder.IsNamed ? AgentState.SocketIO : AgentState.Searching;
                }

                reader.Release();
            }
        }

        return null;
    }

    private void Note(string words)
    {
        _lastError = words;
        _log.Write(LogLevel.Warning, words);
    }
}

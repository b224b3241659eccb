using System.Net;
using FastEmit.Hooks.Input;
using FastEmit.Hooks.Native;
using FastEmit.Hooks.Spooling;
using Microsoft.Extensions.Logging;

namespace FastEmit.Hooks.Agents;

/// <content>Hooks over HTTP: recorded one at a time, in the same way as in a hook's own process.</content>
internal sealed partial class HookAgent
{
    private readonly Lock _recording = new();
    private HookSpool? _hookSpool;
    private ulong _hookInode;

    /// <summary>Starts to listen if the endpoint is configured. A failure is logged; the agent then runs without the endpoint.</summary>
    private HookEndpoint? TryListen()
    {
        if (HookEndpointFile.Read(_paths) is not { } file)
        {
            return null;
        }

        try
        {
            HookEndpoint endpoint = HookEndpoint.Listen(file, Record, _time);
            _endpoint = $"http://127.0.0.1:{file.Address.Port}";
            _log.Write(LogLevel.Information, $"hooks are accepted over HTTP at {_endpoint}");
            return endpoint;
        }
        catch (HttpListenerException exception)
        {
            _lastError = $"port {file.Address.Port} of {_paths.Endpoint}: {exception.Message}";
            _log.Write(LogLevel.Error, $"hooks cannot be accepted over HTTP: {_lastError}");
            return null;
        }
    }

    private bool Record(string agent, string? @event, StandardInput body)
    {
        List<string> arguments = ["--agent", agent];
        if (@event is not null)
        {
            arguments.AddRange(["--event", @event]);
        }

        HookOptions options = HookOptions.Parse([.. arguments]);
        lock (_recording)
        {
            return new HookRecorder(_paths, options, _state, OpenSpool(), _time).Record(body);
        }
    }

    /// <summary>The current ring file: a removed file, or one set aside, accepts no more events. Under the recording lock.</summary>
    private HookSpool? OpenSpool()
    {
        if (_hookSpool is null || InodeOf(_paths.Ring) != _hookInode)
        {
            _hookSpool = HookSpool.TryOpen(_paths.Ring, [], _time);
            _hookInode = InodeOf(_paths.Ring);
        }

        return _hookSpool;
    }

    private static ulong InodeOf(string path) => SystemCalls.TryStat(path, followsLink: true, out FileStatus status) ? status.Inode : 0;
}

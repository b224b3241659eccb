using System.Net;
using FastEmit.Hooks.Input;
using FastEmit.Hooks.Spooling;
using Microsoft.Extensions.Logging;

namespace FastEmit.Hooks.Agents;

/// <content>Hooks that come by HTTP: recorded as a hook's own process does it, one at a time.</content>
internal sealed partial class HookAgent
{
    private readonly Lock _recording = new();
    private HookSpool? _hookSpool;

    /// <summary>Begins to listen, if that was asked for. What keeps it from listening is logged; the agent goes on without.</summary>
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
            _log.Write(LogLevel.Information, $"hooks are taken by HTTP at {_endpoint}");
            return endpoint;
        }
        catch (HttpListenerException exception)
        {
            _lastError = $"port {file.Address.Port} of {_paths.Endpoint}: {exception.Message}";
            _log.Write(LogLevel.Error, $"hooks cannot be taken by HTTP: {_lastError}");
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
            _hookSpool ??= HookSpool.TryOpen(_paths.Ring, options.PacketNamespace, _time);
            return new HookRecorder(_paths, options, _state, _hookSpool, _time).Record(body);
        }
    }
}

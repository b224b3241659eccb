using System.Text.Json.Serialization;

namespace FastEmit.Interop.Tests.Servers;

/// <summary>The command line of <c>server.mjs</c>, where each option is described. Null leaves an option at its default.</summary>
internal sealed record NodeServerOptions
{
    /// <summary>The port; zero for a free one, which later restarts keep.</summary>
    public int Port { get; init; }

    public string? Path { get; init; }

    /// <summary>Milliseconds between the server's heartbeats.</summary>
    public int? PingInterval { get; init; }

    /// <summary>Milliseconds within which the client must answer a heartbeat.</summary>
    public int? PingTimeout { get; init; }

    /// <summary>The largest WebSocket message, in bytes.</summary>
    public int? MaxHttpBufferSize { get; init; }

    public IReadOnlyList<string>? Namespaces { get; init; }

    public IReadOnlyDictionary<string, string>? RefuseNamespace { get; init; }

    /// <summary>Milliseconds until a namespace is granted.</summary>
    public int? ConnectDelay { get; init; }

    public string? RefuseUpgrade { get; init; }

    public int? HandlerDelayMicros { get; init; }

    public bool? Ack { get; init; }

    /// <summary>What one event does to the server: <c>member</c>, <c>value</c> and <c>action</c>, which is throw, leave or disconnect.</summary>
    public IReadOnlyDictionary<string, object>? Deadly { get; init; }

    /// <summary>Where received events are appended; null for nowhere.</summary>
    public string? Log { get; init; }

    /// <summary><c>receipt</c> (as soon as the process has the packet) or <c>handler</c>.</summary>
    public string? LogAt { get; init; }

    /// <summary>The port of the Redis server through which several servers are one cluster; zero for none.</summary>
    public int? Redis { get; init; }

    /// <summary>The files of <c>key</c> and <c>cert</c>; with <c>ca</c>, clients must show a certificate that it has signed.</summary>
    public IReadOnlyDictionary<string, string>? Tls { get; init; }

    /// <summary>The address to listen on; null for the loopback one.</summary>
    public string? Host { get; init; }

    /// <summary>The transports to offer; <c>client.mjs</c> alone knows this and what follows.</summary>
    public IReadOnlyList<string>? Transports { get; init; }

    public bool? Recovery { get; init; }

    public bool? PerMessageDeflate { get; init; }

    public int? ClientMaxWindowBits { get; init; }

    public bool? Msgpack { get; init; }

    public bool? Cookie { get; init; }

    public string? UnixSocket { get; init; }

    /// <summary>The network namespace to run in; null for this process's.</summary>
    [JsonIgnore]
    public string? Network { get; init; }

    /// <summary>The script to run.</summary>
    [JsonIgnore]
    public string Script { get; init; } = "server.mjs";
}

using System.Buffers;
using System.Net;
using System.Net.Security;
using FastEmit.Protocol.WebSockets;
using FastEmit.SocketIO.Transports.Threads;

namespace FastEmit.SocketIO.Transports;

/// <summary>Where and how to connect.</summary>
internal sealed record EngineConnectionOptions
{
    /// <summary>http, https, ws or wss. Its query is sent along; it has no path.</summary>
    public required string Url { get; init; }

    /// <summary>Where the server is mounted, sent as it stands.</summary>
    public string Path { get; init; } = "/socket.io/";

    /// <summary>Sent with the handshake, besides the protocol's own parameters.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Query { get; init; } = [];

    /// <summary>Texts that no message may show, besides the values of query and headers.</summary>
    public IReadOnlyList<string> Confidential { get; init; } = [];

    /// <summary>Sent with the handshake. Several of one name become several lines.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Bound on everything up to the server's open packet.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Bounds on what the server may send.</summary>
    public FrameLimits Limits { get; init; } = FrameLimits.Default;

    /// <summary>Null: the platform's TLS defaults.</summary>
    public SslClientAuthenticationOptions? Tls { get; init; }

    /// <summary>Null: the system's proxy settings, unless <see cref="UseProxy"/> is false.</summary>
    public IWebProxy? Proxy { get; init; }

    public bool UseProxy { get; init; } = true;

    /// <summary>Cookies to send and to keep. Null: none.</summary>
    public CookieContainer? Cookies { get; init; }

    /// <summary>Null: TCP to the URL's host and port.</summary>
    public string? UnixSocketPath { get; init; }

    /// <summary>Null: the system's resolver.</summary>
    public Func<string, CancellationToken, Task<IPAddress[]>>? Resolve { get; init; }

    /// <summary>Null: no compression is offered.</summary>
    public SocketIODeflateOptions? Deflate { get; init; }

    /// <summary>One flush of up to this many bytes is one system call.</summary>
    public int OutputSegmentBytes { get; init; } = 256 * 1024;

    /// <summary>Where <see cref="EngineConnection.Output"/> takes its buffers. Null: the shared pool.</summary>
    public MemoryPool<byte>? OutputPool { get; init; }

    /// <summary>Most bytes taken by one read.</summary>
    public int ReadBufferBytes { get; init; } = 64 * 1024;

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where a WebSocket's reads, writes and timers complete once it is open. Null: on the pool.</summary>
    public IoThread? Thread { get; init; }

    /// <summary>The part of a client's options that concerns one session.</summary>
    public static EngineConnectionOptions From(string url, SocketIOConnectionOptions options) => new()
    {
        Url = url,
        Path = options.AddTrailingSlash ? EngineUrl.WithSlash(options.Path) : options.Path,
        Query = options.Query,
        Headers = options.Headers,
        ConnectTimeout = options.ConnectTimeout,
        Limits = new FrameLimits(options.MaxMessageBytes, options.MaxFragments),
        Tls = options.Tls,
        Proxy = options.Proxy,
        UseProxy = options.UseProxy,
        Cookies = options.Cookies ?? new CookieContainer(),
        UnixSocketPath = options.UnixSocketPath,
        Deflate = options.PerMessageDeflate,
        TimeProvider = options.TimeProvider,
    };
}

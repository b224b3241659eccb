using System.Net;
using System.Net.Security;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace FastEmit.SocketIO;

/// <summary>How a <see cref="SocketIOConnection"/> connects, stays connected and protects itself. Defaults are the official client's where it has any.</summary>
public sealed record SocketIOConnectionOptions
{
    /// <summary>Where the server is mounted. Default <c>/socket.io/</c>.</summary>
    public string Path { get; init; } = "/socket.io/";

    /// <summary>Whether <see cref="Path"/> is sent with a slash at its end even when it has none, as servers expect it. Default true.</summary>
    public bool AddTrailingSlash { get; init; } = true;

    /// <summary>Sent with the handshake, besides the protocol's own parameters and the URL's.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Query { get; init; } = [];

    /// <summary>
    /// Sent with every HTTP request of the handshake. Not those that make the request what it is (<c>Connection</c>, <c>Upgrade</c>,
    /// <c>Sec-WebSocket-*</c>) or describe a body (<c>Content-Type</c> and its like). Values are one line of ASCII.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>
    /// Further headers, asked for at every connect, for instance a token that changes; null for none. Runs on the thread pool. If it
    /// throws, or does not return within <see cref="ConnectTimeout"/>, the attempt fails and it is asked again with the next one.
    /// </summary>
    public Func<CancellationToken, ValueTask<IReadOnlyList<KeyValuePair<string, string>>>>? HeadersAtConnect { get; init; }

    /// <summary>Further query parameters, asked for at every connect, under the conditions of <see cref="HeadersAtConnect"/>.</summary>
    public Func<CancellationToken, ValueTask<IReadOnlyList<KeyValuePair<string, string>>>>? QueryAtConnect { get; init; }

    /// <summary>
    /// Transports in order of preference. Default: WebSocket alone. The official default, polling that is upgraded, is
    /// <c>[Polling, WebSocket]</c>; it needs sticky sessions in a cluster.
    /// </summary>
    public IReadOnlyList<SocketIOTransport> Transports { get; init; } = [SocketIOTransport.WebSocket];

    /// <summary>Whether a session that began with polling moves to WebSocket, if that is among <see cref="Transports"/>. Default true.</summary>
    public bool Upgrade { get; init; } = true;

    /// <summary>Whether a connect that fails with the first transport tries the others. Default false.</summary>
    public bool TryAllTransports { get; init; }

    /// <summary>Bound on the handshake, and on the wait for a namespace's CONNECT reply; infinite for none. Default 20 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Whether a lost connection is made again. Default true.</summary>
    public bool Reconnection { get; init; } = true;

    /// <summary>Attempts in a row before giving up. Default unlimited.</summary>
    public int ReconnectionAttempts { get; init; } = int.MaxValue;

    /// <summary>Delay before the first attempt; it doubles with each. Default 1 s.</summary>
    public TimeSpan ReconnectionDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Bound on the delay. Default 5 s.</summary>
    public TimeSpan ReconnectionDelayMax { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Part of the delay that is random, 0 to 1. The delay lies between <c>(1 - factor) · d</c> and <c>d</c>, at every attempt, so that
    /// clients which lost one server do not come back together. 1 is full jitter. Default 0.5.
    /// </summary>
    public double RandomizationFactor { get; init; } = 0.5;

    /// <summary>How long the network may take no byte of a write before the connection is given up; infinite for ever. Default 20 s.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Bound on the closing handshake; infinite for none. Default 2 s.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Emits wait when this many bytes wait for the network. Default 8 MiB.</summary>
    public int SendBufferBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>
    /// Received bytes that may wait for one namespace's handlers. Beyond it nothing more is read from the connection, so a handler that
    /// stands still long enough loses it to the heartbeat. Default 16 MiB.
    /// </summary>
    public int ReceiveBufferBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Largest message accepted from the server; the attachments of one packet together obey it too. Default 16 MiB.</summary>
    public int MaxMessageBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Most WebSocket fragments of one message. Default 4,096.</summary>
    public int MaxFragments { get; init; } = 4096;

    /// <summary>
    /// Most attachments of one packet, received or emitted. Default 10, as in the official parser, which closes the connection at more.
    /// </summary>
    public int MaxAttachments { get; init; } = 10;

    /// <summary>
    /// Deepest nesting of a received payload, 1 to 1,000. An event that is deeper is dropped alone and reported by
    /// <see cref="SocketIOConnection.HandlerFailed"/>; an ack fails the emit that waits for it. Default 1,000.
    /// </summary>
    public int MaxJsonDepth { get; init; } = 1000;

    /// <summary>
    /// TLS: custom roots or a validation callback, client certificates. Its TargetHost is the name for SNI, for
    /// the certificate and for the Host header. Null: the platform's defaults. It must not be changed afterwards.
    /// </summary>
    public SslClientAuthenticationOptions? Tls { get; init; }

    /// <summary>An HTTP or SOCKS proxy (<c>http://</c>, <c>socks5://</c>). Null: the system's, unless <see cref="UseProxy"/> is false.</summary>
    public IWebProxy? Proxy { get; init; }

    /// <summary>Whether proxies are used at all. Default true.</summary>
    public bool UseProxy { get; init; } = true;

    /// <summary>
    /// Cookies sent with the handshake; those that the server sets are kept in it and sent with every later request and reconnect.
    /// Null: a container of the connection's own.
    /// </summary>
    public CookieContainer? Cookies { get; init; }

    /// <summary>Connects to this Unix domain socket instead of the URL's host and port.</summary>
    public string? UnixSocketPath { get; init; }

    /// <summary>Offers compression (permessage-deflate, RFC 7692) for WebSocket messages. Null: no offer, which is the default.</summary>
    public SocketIODeflateOptions? PerMessageDeflate { get; init; }

    /// <summary>The clock of every timeout and delay.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where connection changes and failing handlers are logged.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;
}

/// <summary>The transport of an Engine.IO session.</summary>
public enum SocketIOTransport
{
    /// <summary>One WebSocket. It needs no sticky sessions in a cluster.</summary>
    WebSocket,

    /// <summary>HTTP long-polling, for networks that let nothing else through.</summary>
    Polling,
}

/// <summary>permessage-deflate (RFC 7692). Small messages do not gain from it, and both ends pay in time and memory.</summary>
public sealed record SocketIODeflateOptions
{
    /// <summary>Messages below this many bytes are sent uncompressed. Default 1,024.</summary>
    public int ThresholdBytes { get; init; } = 1024;

    /// <summary>Whether this side starts every message with an empty window. Default false: the window is kept, which compresses better.</summary>
    public bool ClientNoContextTakeover { get; init; }

    /// <summary>Whether the server is asked to start every message with an empty window. Default false.</summary>
    public bool ServerNoContextTakeover { get; init; }
}

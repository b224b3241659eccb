using System.Text;
using FastEmit.Protocol.EngineIO;
using FastEmit.SocketIO;
using FastEmit.SocketIO.Transports;

namespace FastEmit.Hooks.Agents;

/// <summary>
/// Tests which kind of server listens at an address: opens an Engine.IO session by polling, and closes it. An open
/// port alone proves nothing. Thread-safe.
/// </summary>
internal sealed class EngineProbe : IDisposable
{
    private const int MaxAnswer = 16 << 10;
    private const byte PacketSeparator = 0x1E;

    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(1);

    private readonly HttpClient _client;
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;

    /// <param name="time">The clock.</param>
    /// <param name="token">The server's token, or null.</param>
    /// <param name="timeout">The bound on one probe; null: one second, for probes that are repeated.</param>
    public EngineProbe(TimeProvider time, string? token = null, TimeSpan? timeout = null)
    {
        _time = time;
        _timeout = timeout ?? DefaultTimeout;
        _client = ServerClient.New(_timeout, time, token);
    }

    /// <summary>Probes an address, within the timeout.</summary>
    /// <param name="url">An absolute http, https, ws or wss URL.</param>
    /// <param name="cancellationToken">Ends it early, with an exception.</param>
    public async Task<ServerKind> LookAsync(string url, CancellationToken cancellationToken)
    {
        using CancellationTokenSource expired = new(_timeout, _time);
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(expired.Token, cancellationToken);
        try
        {
            using HttpResponseMessage response = await _client.GetAsync(
                AddressOf(url, sid: null), HttpCompletionOption.ResponseHeadersRead, ended.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode || await ReadHandshakeAsync(response, ended.Token).ConfigureAwait(false) is not { } handshake)
            {
                return ServerKind.Http;
            }

            await CloseAsync(url, handshake.Sid, ended.Token).ConfigureAwait(false);
            return ServerKind.EngineIO;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ServerKind.None;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or SocketIOConnectException or UriFormatException)
        {
            return ServerKind.None;
        }
    }

    /// <summary>Closes its connections.</summary>
    public void Dispose() => _client.Dispose();

    private static Uri AddressOf(string url, string? sid) => EngineUrl.Build(url, "/socket.io/", [], "polling", sid).Request;

    private static async Task<EngineHandshake?> ReadHandshakeAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        byte[] answer = new byte[MaxAnswer];
        Stream body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            int length = await body.ReadAtLeastAsync(answer, answer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            ReadOnlyMemory<byte> packet = answer.AsMemory(0, length);
            int end = packet.Span.IndexOf(PacketSeparator);
            packet = end < 0 ? packet : packet[..end];
            return packet.Span is [(byte)'0', ..] && HandshakeReader.TryParse(packet.Span[1..], out EngineHandshake? handshake, out _) ? handshake : null;
        }
    }

    /// <summary>Closes the session, so that the server does not keep it until its heartbeat fails.</summary>
    private async Task CloseAsync(string url, string sid, CancellationToken cancellationToken)
    {
        try
        {
            using StringContent close = new("1", Encoding.UTF8, "text/plain");
            using HttpResponseMessage response = await _client.PostAsync(AddressOf(url, sid), close, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            // It is still an Engine.IO server, and its heartbeat ends the session.
        }
    }
}

/// <summary>The kind of server that listens at an address.</summary>
internal enum ServerKind
{
    /// <summary>No HTTP server.</summary>
    None = 0,

    /// <summary>An HTTP server that opens no Engine.IO session.</summary>
    Http,

    /// <summary>An Engine.IO server.</summary>
    EngineIO,
}

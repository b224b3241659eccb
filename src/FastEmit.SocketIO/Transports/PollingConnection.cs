using System.Buffers;
using System.Net;
using System.Text.Unicode;
using FastEmit.Protocol.EngineIO;
using FastEmit.Protocol.WebSockets;

namespace FastEmit.SocketIO.Transports;

/// <summary>
/// An Engine.IO session over HTTP long-polling: one GET that waits for packets, one POST at a time that carries some. Packets of a
/// payload are parted by 0x1E; binary travels as base64.
/// </summary>
internal sealed partial class PollingConnection : IEngineTransport
{
    private readonly EngineConnectionOptions _options;
    private readonly HttpMessageInvoker _http;
    private readonly EngineUrl _url;
    private readonly CancellationTokenSource _abort = new();
    private readonly MessageBuffer _received = new();
    private readonly PollingPayload _output = new();
    private volatile bool _pausing;
    private volatile bool _pingTimedOut;
    private volatile IEngineHandler? _handler;
    private volatile bool _closing;
    private int _running;

    private PollingConnection(EngineConnectionOptions options, HttpMessageInvoker http, EngineUrl url)
    {
        _options = options;
        _http = http;
        _url = url;
    }

    public EngineHandshake Handshake { get; private set; } = null!;

    public string Name => "polling";

    /// <summary>Whether the read loop ended because of <see cref="Pause"/>: the session goes on elsewhere.</summary>
    public bool IsPaused { get; private set; }

    public void WriteText(ReadOnlySpan<byte> packet) => _output.Add(packet);

    public void WriteBinary(ReadOnlySpan<byte> message) => _output.AddBinary(message);

    public void WriteWebSocketPong(ReadOnlySpan<byte> payload)
    {
    }

    public async ValueTask FlushAsync()
    {
        // The server's limit counts the whole body, so a long queue becomes several.
        foreach (ReadOnlyMemory<byte> body in _output.Take(Handshake.MaxPayload))
        {
            await PostAsync(body).ConfigureAwait(false);
        }
    }

    /// <summary>Ends the read loop after the poll that is under way, without ending the session.</summary>
    public void Pause() => _pausing = true;

    /// <summary>Takes a <see cref="Pause"/> back, of which the read loop may or may not have taken notice.</summary>
    public void Unpause() => _pausing = false;

    /// <summary>After the read loop has ended with <see cref="IsPaused"/>: it may be run again.</summary>
    public void Reopen()
    {
        _pausing = false;
        IsPaused = false;
        _behindOpen = [];
        Volatile.Write(ref _running, 0);
    }

    public void Abort()
    {
        try
        {
            _abort.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // Over already.
        }

        _handler?.OnAborted();
    }

    public async ValueTask CloseAsync(TimeSpan bound, int code, string? reason)
    {
        _closing = true;
        using ITimer timer = _options.TimeProvider.CreateTimer(
            static state => ((PollingConnection)state!).Abort(), this, bound, Timeout.InfiniteTimeSpan);
        try
        {
            WriteText(EngineProtocol.ClosePacket);
            await FlushAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // Gone, or the bound has passed: closed either way.
        }

        Abort();
    }

    public ValueTask DisposeAsync()
    {
        Abort();
        _http.Dispose();
        _abort.Dispose();
        _received.Dispose();
        return default;
    }

    private async Task PostAsync(ReadOnlyMemory<byte> payload)
    {
        using HttpRequestMessage request = NewRequest(HttpMethod.Post);
        request.Content = new ReadOnlyMemoryContent(payload);
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "text/plain;charset=UTF-8");
        using HttpResponseMessage response = await _http.SendAsync(request, _abort.Token).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw await HttpFailures.DescribeAsync(response, _url, _abort.Token).ConfigureAwait(false);
        }
    }

    private HttpRequestMessage NewRequest(HttpMethod method)
    {
        EngineUrl url = Handshake is null ? _url : EngineUrl.Build(_options, "polling", Handshake.Sid);
        HttpRequestMessage request = new(method, url.Request) { Version = HttpVersion.Version11 };
        HttpHandlers.AddHeaders(request, _options);
        return request;
    }

    /// <summary>Reads a whole body into the receive buffer, up to what a message may have.</summary>
    private async Task ReadBodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        _received.Clear();
        Stream body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        byte[] chunk = ArrayPool<byte>.Shared.Rent(_options.ReadBufferBytes);
        try
        {
            int read;
            while ((read = await body.ReadAsync(chunk, cancellationToken).ConfigureAwait(false)) > 0)
            {
                if (_received.Length + read > _options.Limits.MaxMessageBytes)
                {
                    throw new EngineProtocolException($"A payload is larger than the limit of {_options.Limits.MaxMessageBytes} bytes.");
                }

                _received.Append(chunk.AsSpan(0, read));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }

        if (!Utf8.IsValid(_received.Written))
        {
            throw new EngineProtocolException("A payload is not valid UTF-8.");
        }
    }
}

using System.Net;
using System.Net.Sockets;
using FastEmit.Protocol.EngineIO;

namespace FastEmit.SocketIO.Transports;

/// <content>The handshake.</content>
internal sealed partial class PollingConnection
{
    // What came behind the open packet in the same payload, for RunAsync to begin with.
    private byte[] _behindOpen = [];

    /// <inheritdoc cref="EngineConnection.ConnectAsync"/>
    public static async Task<PollingConnection> ConnectAsync(EngineConnectionOptions options, CancellationToken cancellationToken)
    {
        EngineUrl url = EngineUrl.Build(options, "polling");
        using CancellationTokenSource timeout = new(options.ConnectTimeout, options.TimeProvider);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        ConnectProgress progress = new();
        PollingConnection connection = new(options, new HttpMessageInvoker(HttpHandlers.New(options, progress)), url);
        try
        {
            await connection.OpenAsync(either.Token).ConfigureAwait(false);
            return connection;
        }
        catch (Exception exception)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            switch (exception)
            {
                case not SocketIOConnectException when timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested:
                    throw progress.TimedOut(options, url, exception);
                case HttpRequestException or SocketException:
                    throw HttpFailures.Describe(exception, url);
                case EngineProtocolException or IOException:
                    throw new SocketIOConnectException(ConnectFailure.NotEngineIO, url, exception.Message, innerException: exception);
                default:
                    throw;
            }
        }
    }

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = NewRequest(HttpMethod.Get);
        using HttpResponseMessage response = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw await HttpFailures.DescribeAsync(response, _url, cancellationToken).ConfigureAwait(false);
        }

        await ReadBodyAsync(response, cancellationToken).ConfigureAwait(false);
        ReadOpenPacket();
    }

    private void ReadOpenPacket()
    {
        ReadOnlySpan<byte> payload = _received.Written;
        int end = payload.IndexOf(EngineProtocol.PayloadSeparator);
        ReadOnlySpan<byte> first = end < 0 ? payload : payload[..end];
        if (first.IsEmpty || first[0] != (byte)EnginePacketType.Open)
        {
            ReadOnlySpan<byte> start = first[..Math.Min(first.Length, 60)];
            throw new EngineProtocolException(
                $"the first packet is no Engine.IO v4 open packet (it begins with \"{HttpFailures.OneLine(start)}\").");
        }

        if (!HandshakeReader.TryParse(first[1..], out EngineHandshake? handshake, out string? error))
        {
            throw new EngineProtocolException($"this is no Engine.IO v4 session: {error}.");
        }

        Handshake = handshake;
        _behindOpen = end < 0 ? [] : payload[(end + 1)..].ToArray();
    }
}

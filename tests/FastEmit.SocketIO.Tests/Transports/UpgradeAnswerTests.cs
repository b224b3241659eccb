using System.Net;
using System.Text;
using FastEmit.SocketIO.Transports;

namespace FastEmit.SocketIO.Tests.Transports;

public sealed class UpgradeAnswerTests
{
    private const string Upgraded = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nX-Empty:\r\n\r\n";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public async Task ReadAsync_InPiecesOfAnySize_LosesNoByteBehindTheHead(int piece)
    {
        using PieceStream stream = new(Upgraded + "frames", piece);
        UpgradeAnswer answer = await UpgradeAnswer.ReadAsync(stream, Cancel);
        using StreamReader rest = new(answer.Stream, Encoding.ASCII);
        Assert.Equal(HttpStatusCode.SwitchingProtocols, answer.Response.StatusCode);
        Assert.Equal("websocket", answer.Response.Headers.GetValues("Upgrade").Single());
        Assert.Equal("frames", Encoding.ASCII.GetString(answer.Behind.Span) + await rest.ReadToEndAsync(Cancel));
    }

    [Theory]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\n")]
    [InlineData("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")]
    public async Task ReadAsync_InterimAnswer_IsPassedOver(string interim)
    {
        using PieceStream stream = new(interim + Upgraded, 1000);
        Assert.Equal(HttpStatusCode.SwitchingProtocols, (await UpgradeAnswer.ReadAsync(stream, Cancel)).Response.StatusCode);
    }

    [Theory]
    [InlineData("Content-Length: 5\r\n\r\nagain and more", "again")]
    [InlineData("Content-Length: 0\r\n\r\n", "")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n3\r\naga\r\n2;x=y\r\nin\r\n0\r\n\r\nHTTP/1.1", "again")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nno size\r\nagain", "")]
    [InlineData("Connection: close\r\n\r\nagain", "again")]
    public async Task ReadAsync_Refusal_HasItsBodyAndNoMore(string rest, string body)
    {
        foreach (int piece in (int[])[1, 1000])
        {
            using PieceStream stream = new("HTTP/1.1 503 Try\r\n" + rest, piece);
            UpgradeAnswer answer = await UpgradeAnswer.ReadAsync(stream, Cancel);
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "Try"), (answer.Response.StatusCode, answer.Response.ReasonPhrase));
            Assert.Equal(body, await answer.Response.Content.ReadAsStringAsync(Cancel));
        }
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n", HttpRequestError.InvalidResponse)]
    [InlineData("HTTP/1.1 abc\r\n\r\n", HttpRequestError.InvalidResponse)]
    [InlineData("HTTP/1.1 101 OK\r\nno header\r\n\r\n", HttpRequestError.InvalidResponse)]
    [InlineData("HTTP/1.1 101 OK\r\nA: b\r\n", HttpRequestError.ResponseEnded)]
    [InlineData("", HttpRequestError.ResponseEnded)]
    public async Task ReadAsync_NoAnswer_SaysWhy(string text, HttpRequestError error)
    {
        using PieceStream stream = new(text, 1000);
        Assert.Equal(error, (await Assert.ThrowsAsync<HttpRequestException>(() => UpgradeAnswer.ReadAsync(stream, Cancel))).HttpRequestError);
    }

    [Fact]
    public async Task ReadAsync_HeadWithoutEnd_IsRefused()
    {
        using PieceStream stream = new("HTTP/1.1 101 OK\r\nA: " + new string('b', 1 << 20), 10_000);
        Assert.Equal(
            HttpRequestError.InvalidResponse,
            (await Assert.ThrowsAsync<HttpRequestException>(() => UpgradeAnswer.ReadAsync(stream, Cancel))).HttpRequestError);
    }

    /// <summary>What a network may do: a read returns a piece.</summary>
    private sealed class PieceStream(string text, int piece) : MemoryStream(Encoding.ASCII.GetBytes(text))
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }
}

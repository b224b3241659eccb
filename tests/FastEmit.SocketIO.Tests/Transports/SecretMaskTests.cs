using System.Text;
using FastEmit.SocketIO.Transports;

namespace FastEmit.SocketIO.Tests.Transports;

/// <summary>What is shown of a peer's words: their beginning, on one line, without our secrets.</summary>
public sealed class SecretMaskTests
{
    private const string Token = "s3cr&t-t0ken/with+signs";

    private static readonly EngineConnectionOptions Options = new()
    {
        Url = "https://example.com:3000?inline=hidden%20value",
        Query = [new("token", Token)],
        Headers = [new("Authorization", "Bearer eyJhbGciOi.payload"), new("Cookie", "session=abcdef123; theme=night"), new("Origin", "https://example.com")],
        Confidential = ["auth-token-77"],
        UseProxy = false,
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET /?token=s3cr%26t-t0ken%2Fwith%2Bsigns was bad", "GET /?token=*** was bad")]
    [InlineData("your token is s3cr&t-t0ken/with+signs.", "your token is ***.")]
    [InlineData("<p>s3cr&amp;t-t0ken/with+signs</p>", "<p>***</p>")]
    [InlineData("inline=hidden%20value or hidden value", "inline=*** or ***")]
    [InlineData("Authorization: Bearer eyJhbGciOi.payload", "Authorization: ***")]
    [InlineData("bad jwt eyJhbGciOi.payload", "bad jwt ***")]
    [InlineData("unknown session abcdef123", "unknown session ***")]
    [InlineData("no user has auth-token-77", "no user has ***")]
    [InlineData("the proxy 'http://me:pass@proxy:8080/' said no", "the proxy 'http://***@proxy:8080/' said no")]
    [InlineData("https://example.com is not an allowed origin", "https://example.com is not an allowed origin")]
    [InlineData("cut off in mid token: eyJhbGci", "cut off in mid token: ***")]
    public void Show_OurSecretsInAPeersWords_AreHidden(string text, string expected) =>
        Assert.Equal(expected, SecretMask.Of(Options).Show(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("  two\r\nlines \n", "two\\r\\nlines")]
    [InlineData("\u001b[31mred\u0007", "\\u001b[31mred\\u0007")]
    [InlineData("a\u2028b\u202Ec", "a\\u2028b\\u202ec")]
    [InlineData("żółw 🐢", "żółw 🐢")]
    public void Show_Controls_AreEscaped(string text, string expected) =>
        Assert.Equal(expected, SecretMask.None.Show(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("x")]
    [InlineData("ж")]
    [InlineData("🐢")]
    public void Show_LongText_IsCutAt256Characters(string unit)
    {
        string shown = SecretMask.None.Show(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(unit, 100_000))));

        Assert.Equal('…', shown[^1]);
        Assert.InRange(shown.Length, 255, 257);
        Assert.DoesNotContain('\uFFFD', shown);
    }

    [Fact]
    public void Show_SecretAcrossTheCut_NothingOfItIsLeft()
    {
        for (int before = 200; before < 300; before++)
        {
            string text = new string('x', before) + "eyJhbGciOi.payload" + new string('y', 5000);

            Assert.DoesNotContain("eyJh", SecretMask.Of(Options).Show(Encoding.UTF8.GetBytes(text)), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("http://me:pw@host/path?token=x#y", "http://***@host/path")]
    [InlineData("localhost:3000?token=secret", "localhost:3000")]
    public void Strip_Url_HasNoQueryAndNoCredentials(string url, string expected) => Assert.Equal(expected, SecretMask.Strip(url));

    [Fact]
    public async Task ConnectAsync_BodyEchoesTheUrl_MessageHasNoTokenAndIsShort()
    {
        string body = $"Cannot GET /socket.io/?EIO=4&transport=websocket&token={Uri.EscapeDataString(Token)}\r\n" + new string('z', 3000);
        await using RawServer server = RawServer.Answering($"HTTP/1.1 400 Bad Request\r\nContent-Length: {body.Length}\r\n\r\n{body}");

        SocketIOConnectException exception = await Assert.ThrowsAsync<SocketIOConnectException>(
            () => EngineConnection.ConnectAsync(Options with { Url = server.Url }, Cancel));

        Assert.Contains("token=***\\r\\nzzz", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("t0ken", exception.ToString(), StringComparison.Ordinal);
        Assert.InRange(exception.Message.Length, 100, 600);
    }

    [Fact]
    public async Task ConnectAsync_ProxyWithCredentialsRefuses_NothingTellsThem()
    {
        await using RawServer proxy = new(static async (stream, token) =>
        {
            await RawServer.ReadHeadAsync(stream, token);
            await stream.WriteAsync("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), token);
        });
        EngineConnectionOptions options = Options with
        {
            UseProxy = true,
            Proxy = new System.Net.WebProxy(proxy.Url.Replace("http://", "http://me:hunter22@", StringComparison.Ordinal)),
        };

        SocketIOConnectException exception = await Assert.ThrowsAsync<SocketIOConnectException>(() => EngineConnection.ConnectAsync(options, Cancel));

        Assert.DoesNotContain("hunter22", exception.ToString(), StringComparison.Ordinal);
        Assert.Contains("407", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConnectAsync_UrlIsNone_MessageHasNoToken()
    {
        SocketIOConnectException exception = await Assert.ThrowsAsync<SocketIOConnectException>(
            () => EngineConnection.ConnectAsync(Options with { Url = "ftp://me:hunter22@host?token=abc123" }, Cancel));

        Assert.DoesNotContain("hunter22", exception.ToString() + exception.Url, StringComparison.Ordinal);
        Assert.DoesNotContain("abc123", exception.ToString() + exception.Url, StringComparison.Ordinal);
    }
}

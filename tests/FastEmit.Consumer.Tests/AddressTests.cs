using FastEmit.SocketIO;

namespace FastEmit.Consumer.Tests;

/// <summary>What can never connect is refused by name, by client and emitter alike, and not tried for ever.</summary>
public sealed class AddressTests
{
    [Theory]
    [InlineData("localhost:3000", "http://localhost:3000")]
    [InlineData("127.0.0.1:3000", "http://127.0.0.1:3000")]
    [InlineData("example.com", "http://example.com")]
    [InlineData("", "http://localhost:3000")]
    [InlineData("/socket.io/", "absolute URL")]
    [InlineData("ftp://localhost", "http, https, ws or wss")]
    [InlineData("http://", "absolute URL")]
    [InlineData("http://localhost:3000/chat", "'/chat'")]
    [InlineData("wss://localhost/socket.io/", "Path")]
    public void Url_ThatCannotBeUsed_IsRefusedWithWhatIsAccepted(string url, string named)
    {
        ArgumentException client = Assert.Throws<ArgumentException>(() => new SocketIOConnection(url));
        ArgumentException emitter = Assert.Throws<ArgumentException>(() => HookEmitter.Create(url));

        Assert.Contains(named, client.Message, StringComparison.Ordinal);
        Assert.Contains(named, emitter.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://localhost:3000")]
    [InlineData("https://localhost/")]
    [InlineData("ws://localhost/?a=b")]
    [InlineData("wss://[::1]:9")]
    public async Task Url_OfAServer_IsAccepted(string url)
    {
        await using SocketIOConnection connection = new(url);

        Assert.Empty(new HookEmitterOptions { Url = url }.Validate());
    }

    [Theory]
    [InlineData("Content-Type", "text/plain")]
    [InlineData("content-length", "0")]
    [InlineData("Content-Encoding", "gzip")]
    [InlineData("Expires", "0")]
    [InlineData("Last-Modified", "now")]
    [InlineData("Allow", "GET")]
    [InlineData("Connection", "close")]
    [InlineData("Upgrade", "h2c")]
    [InlineData("Transfer-Encoding", "chunked")]
    [InlineData("Expect", "100-continue")]
    [InlineData("Sec-WebSocket-Key", "x")]
    [InlineData("Sec-WebSocket-Protocol", "mqtt")]
    [InlineData("sec-websocket-extensions", "x")]
    [InlineData("two words", "x")]
    [InlineData("X-Name", "a\r\nb: c")]
    [InlineData("X-Name", "Zoë")]
    [InlineData("X-Name", "a\u0001")]
    public void Header_ThatNoHandshakeCanCarry_IsRefusedByName(string name, string value)
    {
        HookEmitterOptions options = new() { Url = "http://localhost:3000" };
        options.Connection.Headers.Add(name, value);

        ArgumentException client = Assert.Throws<ArgumentException>(
            () => new SocketIOConnection("http://localhost:3000", new SocketIOConnectionOptions { Headers = [new(name, value)] }));
        OptionError emitter = Assert.Single(options.Validate());

        Assert.Contains($"'{name}'", client.Message, StringComparison.Ordinal);
        Assert.Contains($"'{name}'", emitter.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain(value, client.Message.Replace(name, "", StringComparison.OrdinalIgnoreCase), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Authorization", "Bearer x.y")]
    [InlineData("Host", "example.com")]
    [InlineData("Cookie", "a=b")]
    [InlineData("Origin", "https://example.com")]
    [InlineData("X-Anything", "")]
    public async Task Header_OfARequest_IsAccepted(string name, string value)
    {
        HookEmitterOptions options = new() { Url = "http://localhost:3000" };
        options.Connection.Headers.Add(name, value);

        await using SocketIOConnection connection = new("http://localhost:3000", new SocketIOConnectionOptions { Headers = [new(name, value)] });
        Assert.Empty(options.Validate());
    }
}

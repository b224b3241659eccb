namespace FastEmit.SocketIO.Tests;

public sealed class OptionTests
{
    [Fact]
    public void Constructor_NoTransports_Throws()
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(
            static () => new SocketIOConnection("http://127.0.0.1:1", new SocketIOConnectionOptions { Transports = [] }));

        Assert.Contains("at least one transport", exception.Message, StringComparison.Ordinal);
    }
}

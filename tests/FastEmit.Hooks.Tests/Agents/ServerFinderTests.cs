using System.Net;
using System.Net.Sockets;
using System.Text;
using FastEmit.Hooks.Agents;
using FastEmit.Interop.Tests.Servers;

namespace FastEmit.Hooks.Tests.Agents;

public sealed class ServerFinderTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("http://a", "http://b", "1", "http://a")]
    [InlineData(null, "http://b", "1", "http://b")]
    [InlineData(null, null, "4711", "http://localhost:4711")]
    [InlineData(null, null, "no port", null)]
    [InlineData(null, null, "70000", null)]
    [InlineData(null, null, null, null)]
    [InlineData("", "", "", null)]
    public void Named_OptionThenEnvironment_InThisOrder(string? option, string? url, string? port, string? expected) =>
        Assert.Equal(expected, ServerFinder.Named(option, name => name == ServerFinder.UrlVariable ? url : name == ServerFinder.PortVariable ? port : null));

    [Fact]
    public async Task Find_PortsWithoutServerOrWithAnother_TheEngineIOServerIsFound()
    {
        await using NodeServer server = await NodeServer.StartAsync();
        using TcpListener silent = Listen();
        using TcpListener http = Listen();
        using TcpListener noise = Listen();
        Task answering = AnswerAsync(http, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi");
        Task shouting = AnswerAsync(noise, "220 mail.example.com ESMTP\r\n");
        int closed = LoopbackPort.Reserve();
        using EngineProbe probe = new(TimeProvider.System);

        ServerFinder finder = new(probe, null, [closed, Port(silent), Port(http), Port(noise), server.Port]);
        Assert.Equal($"http://localhost:{server.Port}", await finder.FindAsync(Cancellation));
        Assert.Null(await new ServerFinder(probe, null, [closed, Port(silent), Port(http), Port(noise)]).FindAsync(Cancellation));

        Assert.Equal(ServerKind.EngineIO, await probe.LookAsync(server.Url, Cancellation));
        Assert.Equal(ServerKind.Http, await probe.LookAsync($"http://127.0.0.1:{Port(http)}", Cancellation));
        Assert.Equal(ServerKind.None, await probe.LookAsync($"http://127.0.0.1:{Port(noise)}", Cancellation));
        Assert.Equal(ServerKind.None, await probe.LookAsync($"http://127.0.0.1:{closed}", Cancellation));
        Assert.Equal(ServerKind.None, await probe.LookAsync("nonsense", Cancellation));
        http.Stop();
        noise.Stop();
        await Task.WhenAll(answering, shouting);
    }

    [Fact]
    public async Task Find_ListenerOfAnotherUser_IsNotEvenAsked()
    {
        await using NodeServer server = await NodeServer.StartAsync();
        using EngineProbe probe = new(TimeProvider.System);
        ServerFinder finder = new(probe, null, [server.Port]) { Trust = static _ => [] };
        Assert.Null(await finder.FindAsync(Cancellation));
        Assert.Equal(server.Url, await new ServerFinder(probe, server.Url, [server.Port]) { Trust = static _ => [] }.FindAsync(Cancellation));
    }

    /// <summary>Lines as the kernel writes them: a listener of user 1000 on 127.0.0.1:8765, one of root on 0.0.0.0:8766, and a connection to 8767.</summary>
    [Theory]
    [InlineData(8765, 1000, true)]
    [InlineData(8765, 1001, false)]
    [InlineData(8766, 1001, true)]
    [InlineData(8767, 1000, false)]
    [InlineData(8768, 1000, false)]
    [InlineData(8769, 1000, false)]
    public void IsTrusted_TableOfTheKernel_OnlyOwnAndRootsListenersAre(int port, uint user, bool expected) => Assert.Equal(
        expected,
        ListenerOwner.IsTrusted(
            port,
            user,
            [
                "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
                "   0: 0100007F:223D 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 30455 1 0000000000000000 100 0 0 10 0",
                "   1: 00000000:223E 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 30456 1 0000000000000000 100 0 0 10 0",
                "   2: 0100007F:223F 0100007F:D431 01 00000000:00000000 00:00000000 00000000  1000        0 30457 1 0000000000000000 100 0 0 10 0",
                "   3: 0100007F:2241 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 30458 1 0000000000000000 100 0 0 10 0",
                "   4: 00000000000000000000000001000000:2241 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000  1002        0 30459 1",
            ]));

    [Fact]
    public async Task Look_EngineIOServer_LeavesNoSessionBehind()
    {
        await using NodeServer server = await NodeServer.StartAsync();
        using EngineProbe probe = new(TimeProvider.System);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(ServerKind.EngineIO, await probe.LookAsync(server.Url, Cancellation));
        }

        NodeCounts counts = await server.GetCountsAsync();
        Assert.Equal(3, counts.Connections);
        Assert.Equal(0, counts.Open);
    }

    private static TcpListener Listen()
    {
        TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private static int Port(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Gives every connection the same answer, until the listener stops.</summary>
    private static async Task AnswerAsync(TcpListener listener, string answer)
    {
        try
        {
            while (true)
            {
                using TcpClient client = await listener.AcceptTcpClientAsync(CancellationToken.None);
                byte[] request = new byte[4096];
                _ = await client.GetStream().ReadAsync(request, CancellationToken.None);
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer), CancellationToken.None);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or IOException)
        {
            // Stopped.
        }
    }
}

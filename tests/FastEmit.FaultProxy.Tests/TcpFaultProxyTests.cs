using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace FastEmit.FaultProxy.Tests;

public sealed class TcpFaultProxyTests : IAsyncLifetime
{
    private readonly EchoServer _server = new();
    private readonly Socket _client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private TcpFaultProxy _proxy = null!;

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _proxy = TcpFaultProxy.Start(_server.Port);
        await _client.ConnectAsync(IPAddress.Loopback, _proxy.Port, CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _proxy.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Forwarding_NoFaults_CarriesBytesBothWaysAndCountsThem()
    {
        byte[] sent = new byte[300_000];
        Random.Shared.NextBytes(sent);

        byte[] received = await EchoAsync(sent);

        Assert.Equal(sent, received);
        Assert.Equal((1, sent.Length, sent.Length), (_proxy.ConnectionCount, _proxy.BytesToServer, _proxy.BytesToClient));
        Assert.Equal(1, _proxy.OpenConnections);
    }

    [Fact]
    public async Task Forwarding_ClientClosesInOrder_ServerReadsTheEndOfTheStream()
    {
        await EchoAsync(new byte[10]);

        _client.Shutdown(SocketShutdown.Send);

        Assert.Equal(SocketError.Success, await _server.FirstEnd.WaitAsync(CancellationToken));
        Assert.Equal(0, await _client.ReceiveAsync(new byte[1], CancellationToken));
    }

    [Fact]
    public async Task CutAll_OpenConnection_BothSidesReadTheEndOfTheStream()
    {
        await EchoAsync(new byte[10]);

        _proxy.CutAll();

        Assert.Equal(0, await _client.ReceiveAsync(new byte[1], CancellationToken));
        Assert.Equal(SocketError.Success, await _server.FirstEnd.WaitAsync(CancellationToken));
    }

    [Fact]
    public async Task ResetAll_OpenConnection_BothSidesAreReset()
    {
        await EchoAsync(new byte[10]);

        _proxy.ResetAll();

        await Assert.ThrowsAsync<SocketException>(async () => await _client.ReceiveAsync(new byte[1], CancellationToken));
        Assert.Equal(SocketError.ConnectionReset, await _server.FirstEnd.WaitAsync(CancellationToken));
    }

    [Fact]
    public async Task ResetAfter_ManyBytesSent_ServerReceivesExactlyThatManyAndTheNextConnectionIsWhole()
    {
        await EchoAsync(new byte[10]);
        _proxy.ResetAfter(1001);

        await _client.SendAsync(new byte[5000], CancellationToken);

        Assert.Equal(SocketError.ConnectionReset, await _server.FirstEnd.WaitAsync(CancellationToken));
        Assert.Equal(1011, _server.Received);

        using Socket next = await ConnectAsync();
        Assert.Equal(5000, (await EchoAsync(new byte[5000], next)).Length);
    }

    [Fact]
    public async Task BlackHoleAll_BytesSentAndClosed_NothingReachesTheServerAndNewConnectionsWork()
    {
        await EchoAsync(new byte[10]);
        _proxy.BlackHoleAll();

        await _client.SendAsync(new byte[10], CancellationToken);
        _client.Close();
        using Socket next = await ConnectAsync();
        await EchoAsync(new byte[20], next);

        Assert.Equal(30, _server.Received);
        Assert.False(_server.FirstEnd.IsCompleted);
        Assert.Equal(2, _proxy.OpenConnections);
    }

    [Fact]
    public async Task RefusesConnections_Connecting_IsResetAndCounted()
    {
        await EchoAsync(new byte[1]); // The connection from before has been accepted, not only taken by the kernel.
        _proxy.RefusesConnections = true;

        using var refused = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await Assert.ThrowsAsync<SocketException>(async () =>
        {
            await refused.ConnectAsync(IPAddress.Loopback, _proxy.Port, CancellationToken);
            await refused.ReceiveAsync(new byte[1], CancellationToken);
        });

        Assert.Equal(2, _proxy.ConnectionCount);
        Assert.Equal(10, (await EchoAsync(new byte[10])).Length); // The connection from before is left alone.
    }

    [Fact]
    public async Task LeavesConnectionsUnanswered_Connecting_IsAcceptedAndNeverAnswered()
    {
        await EchoAsync(new byte[1]);
        _proxy.LeavesConnectionsUnanswered = true;
        using Socket unanswered = await ConnectAsync();
        await unanswered.SendAsync(new byte[10], CancellationToken);

        await EchoAsync(new byte[20]);

        Assert.Equal(21, _server.Received);
        Assert.Equal(0, unanswered.Available);
    }

    [Fact]
    public async Task TargetPort_Changed_NewConnectionsGoThere()
    {
        await EchoAsync(new byte[10]);
        await using var other = new EchoServer();

        _proxy.TargetPort = other.Port;
        using Socket next = await ConnectAsync();
        await EchoAsync(new byte[20], next);

        Assert.Equal((10, 20), (_server.Received, other.Received));
    }

    [Fact]
    public async Task TargetPort_NobodyListens_ClientIsReset()
    {
        using (var unused = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
        {
            unused.Bind(new IPEndPoint(IPAddress.Loopback, 0)); // Bound, not listening: refused, and nobody else gets the port.
            _proxy.TargetPort = ((IPEndPoint)unused.LocalEndPoint!).Port;

            // The reset may come before the connect has returned.
            await Assert.ThrowsAsync<SocketException>(async () =>
            {
                using Socket next = await ConnectAsync();
                await next.ReceiveAsync(new byte[1], CancellationToken);
            });
        }
    }

    [Fact]
    public async Task SliceBytes_OneAndSeven_BytesArriveWholeInWritesOfThatSize()
    {
        _proxy.ToServer = new LinkConditions { SliceBytes = 7 };
        _proxy.ToClient = new LinkConditions { SliceBytes = 1 };
        byte[] sent = [.. Enumerable.Range(0, 200).Select(i => (byte)i)];

        byte[] received = await EchoAsync(sent);

        Assert.Equal(sent, received);
        Assert.Equal((29, 200), (_proxy.WritesToServer, _proxy.WritesToClient));
    }

    [Fact]
    public async Task Delay_BothDirections_RoundTripTakesAtLeastTheirSum()
    {
        await EchoAsync(new byte[10]);
        _proxy.ToServer = new LinkConditions { Delay = TimeSpan.FromMilliseconds(20) };
        _proxy.ToClient = new LinkConditions { Delay = TimeSpan.FromMilliseconds(30) };

        long start = Stopwatch.GetTimestamp();
        await EchoAsync(new byte[10]);

        Assert.True(Stopwatch.GetElapsedTime(start) >= TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public async Task BytesPerSecond_Limited_TakesAtLeastThatLong()
    {
        _proxy.ToServer = new LinkConditions { BytesPerSecond = 100_000 };

        long start = Stopwatch.GetTimestamp();
        await EchoAsync(new byte[10_000]);

        // The first write of 10 ms length goes out at once, so 9 of 10 intervals are waited for.
        Assert.True(Stopwatch.GetElapsedTime(start) >= TimeSpan.FromMilliseconds(90));
    }

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, _proxy.Port, CancellationToken);
        return socket;
    }

    private Task<byte[]> EchoAsync(byte[] bytes) => EchoAsync(bytes, _client);

    private static async Task<byte[]> EchoAsync(byte[] bytes, Socket socket)
    {
        Task<byte[]> receiving = ReceiveAsync(socket, bytes.Length);
        for (int sent = 0; sent < bytes.Length;)
        {
            sent += await socket.SendAsync(bytes.AsMemory(sent), CancellationToken);
        }

        return await receiving;
    }

    private static async Task<byte[]> ReceiveAsync(Socket socket, int count)
    {
        byte[] bytes = new byte[count];
        for (int received = 0; received < count;)
        {
            int read = await socket.ReceiveAsync(bytes.AsMemory(received), CancellationToken);
            Assert.NotEqual(0, read);
            received += read;
        }

        return bytes;
    }
}

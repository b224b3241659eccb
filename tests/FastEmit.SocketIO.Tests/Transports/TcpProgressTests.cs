using System.Net;
using System.Net.Sockets;
using FastEmit.SocketIO.Transports;

namespace FastEmit.SocketIO.Tests.Transports;

public sealed class TcpProgressTests : IDisposable
{
    private readonly Socket _listener = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly Socket _client = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly Socket _server;

    public TcpProgressTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells what the other end has acknowledged.");
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _client.Connect(_listener.LocalEndPoint!);
        _server = _listener.Accept();
        _client.NoDelay = true;
    }

    [Fact]
    public async Task TryRead_EverythingIsAcknowledged_TheSumIsReached()
    {
        TcpProgress before = Read();
        _client.Send(new byte[1_000]);
        TcpProgress sent = Read();
        Assert.InRange(sent.Acknowledged + sent.Unacknowledged, before.Acknowledged + 1_000, long.MaxValue);
        await UntilAsync(static progress => progress.Unacknowledged == 0);
        Assert.Equal(before.Acknowledged + 1_000, Read().Acknowledged);
    }

    [Fact]
    public void TryRead_ThePeerReadsNothing_WhatItsSystemCannotTakeIsUnacknowledged()
    {
        _server.ReceiveBufferSize = 4_096;
        _client.Blocking = false;
        int sent = 0;
        while (TrySend(out int bytes))
        {
            sent += bytes;
        }

        TcpProgress progress = Read();
        Assert.InRange(progress.Unacknowledged, 1, sent);
    }

    [Fact]
    public void TryRead_ClosedSocket_TellsNothing()
    {
        _client.Dispose();
        Assert.False(TcpProgress.TryRead(_client, out _));
    }

    public void Dispose()
    {
        _server.Dispose();
        _client.Dispose();
        _listener.Dispose();
    }

    private bool TrySend(out int bytes)
    {
        bytes = _client.Send(new byte[64 << 10], SocketFlags.None, out SocketError error);
        return error == SocketError.Success;
    }

    private TcpProgress Read()
    {
        Assert.True(TcpProgress.TryRead(_client, out TcpProgress progress));
        return progress;
    }

    private async Task UntilAsync(Func<TcpProgress, bool> condition)
    {
        while (!condition(Read()))
        {
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
    }
}

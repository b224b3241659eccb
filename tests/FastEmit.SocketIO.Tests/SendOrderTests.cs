using System.Text.RegularExpressions;

namespace FastEmit.SocketIO.Tests;

/// <summary>Room in the send buffer: first come, first served.</summary>
public sealed class SendOrderTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Emit_SendBufferFull_ArrivesInOrder()
    {
        const int events = 300;
        await using ListeningServer server = new();
        await using SocketIOConnection connection = new(server.Url, new SocketIOConnectionOptions { SendBufferBytes = 400_000 });
        SocketIOSocket socket = connection.Socket();
        await socket.ConnectAsync(Cancel);
        string filler = new('x', 200_000);
        List<Task> waiting = [];
        bool hadToWait = false;
        for (int i = 0; i < events; i++)
        {
            // With ack and without, in turns.
            if (i % 3 == 0)
            {
                waiting.Add(socket.EmitWithAckAsync("e", i, filler).AsTask());
            }
            else
            {
                ValueTask emit = socket.EmitAsync("e", i, filler);
                hadToWait |= !emit.IsCompleted;
                waiting.Add(emit.AsTask());
            }
        }

        for (int i = 0; i < events; i++)
        {
            string packet = await server.NextAsync();
            Match match = Regex.Match(packet[..50], "^42([0-9]*)\\[\"e\",([0-9]+),");
            Assert.Equal($"{i}", match.Groups[2].Value);
            if (match.Groups[1].Length != 0)
            {
                await server.SendAsync($"43{match.Groups[1].Value}[]");
            }
        }

        await Task.WhenAll(waiting).WaitAsync(Patience, Cancel);
        Assert.True(hadToWait);
    }

    [Fact]
    public async Task EmitAsync_CancelledWhileItWaitsForRoom_IsNotSentAndTheOthersAre()
    {
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ListeningServer server = new();
        server.OnPacket = (packet, _) => packet.Contains("first", StringComparison.Ordinal) ? go.Task : Task.CompletedTask;
        await using SocketIOConnection connection = new(server.Url, new SocketIOConnectionOptions { SendBufferBytes = 1000 });
        SocketIOSocket socket = connection.Socket();
        await socket.ConnectAsync(Cancel);
        byte[] filler = System.Text.Encoding.ASCII.GetBytes($"\"{new string('x', 800_000)}\"");
        const int sent = 60;
        await socket.EmitAsync("first");
        for (int i = 0; i < sent; i++)
        {
            // More than the two kernels take.
            _ = socket.EmitJsonAsync("filler", filler, cancellationToken: Cancel).AsTask();
        }

        using CancellationTokenSource cancel = new();
        Task cancelled = socket.EmitJsonAsync("cancelled", "1"u8, cancellationToken: cancel.Token).AsTask();
        Task kept = socket.EmitJsonAsync("kept", "1"u8, cancellationToken: Cancel).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.WaitAsync(Patience, Cancel));
        go.SetResult();

        Assert.Equal("""42["first"]""", await server.NextAsync());
        for (int i = 0; i < sent; i++)
        {
            Assert.StartsWith("42[\"filler\"", await server.NextAsync(), StringComparison.Ordinal);
        }

        Assert.Equal("""42["kept",1]""", await server.NextAsync());
        await kept.WaitAsync(Patience, Cancel);
    }

    [Fact]
    public async Task EmitAsync_SessionLostWhileItWaitsForRoom_ArrivesInOrderInTheNext()
    {
        await using ListeningServer server = new();
        TaskCompletionSource stuck = new(TaskCreationOptions.RunContinuationsAsynchronously);
        server.OnPacket = async (packet, s) =>
        {
            if (packet.Contains("stop", StringComparison.Ordinal))
            {
                await stuck.Task;
                throw new IOException("The server leaves.");
            }
        };
        await using SocketIOConnection connection = new(
            server.Url, new SocketIOConnectionOptions { SendBufferBytes = 1000, ReconnectionDelay = TimeSpan.FromMilliseconds(1) });
        SocketIOSocket socket = connection.Socket("/", new SocketIOSocketOptions { OfflineBufferBytes = int.MaxValue });
        await socket.ConnectAsync(Cancel);
        await socket.EmitAsync("stop");
        byte[] filler = new byte[900_000];
        for (int i = 0; i < 60; i++)
        {
            // More than the two kernels take.
            _ = socket.EmitAsync("filler", filler).AsTask();
        }

        Task[] waiting = [.. Enumerable.Range(0, 10).Select(i => socket.EmitAsync("n", i).AsTask())];
        Assert.All(waiting, static task => Assert.False(task.IsCompleted));

        stuck.SetResult();

        await Task.WhenAll(waiting).WaitAsync(Patience, Cancel);
        List<string> seen = [];
        while (seen.Count < 10)
        {
            string packet = await server.NextAsync();
            if (packet.StartsWith("42[\"n\"", StringComparison.Ordinal))
            {
                seen.Add(packet);
            }
        }

        Assert.Equal(Enumerable.Range(0, 10).Select(static i => $"42[\"n\",{i}]"), seen);
    }
}

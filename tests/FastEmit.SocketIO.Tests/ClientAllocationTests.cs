using System.Text.Json.Serialization.Metadata;
using FastEmit.SocketIO.Tests.Transports;
using FastEmit.SocketIO.WebSockets;

namespace FastEmit.SocketIO.Tests;

/// <summary>Runs alone: two of its tests count the allocations of the whole process.</summary>
[Collection(nameof(ClientAllocationTests))]
[CollectionDefinition(nameof(ClientAllocationTests), DisableParallelization = true)]
public sealed class ClientAllocationTests
{
    private const int Rounds = 2000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EmitAsync_TypedAndRaw_AllocateNothingOnTheCallersThread()
    {
        await using RawServer server = GrantingServer.Start(GrantingServer.DrainAsync);
        await using SocketIOConnection connection = new(server.Url);
        SocketIOSocket socket = connection.Socket();
        await socket.ConnectAsync(Cancel);
        ReferenceEvent value = ReferenceEvent.Sample;
        JsonTypeInfo<ReferenceEvent> typeInfo = UnitJson.Default.ReferenceEvent;

        long typed = AllocatedBy(() => Assert.True(socket.EmitAsync("claude_event", value, typeInfo).IsCompletedSuccessfully));
        long raw = AllocatedBy(() => Assert.True(socket.EmitJsonAsync("claude_event", "{\"a\":1}"u8).IsCompletedSuccessfully));

        Assert.Equal((0, 0), (typed, raw));
    }

    [Fact]
    public async Task EmitWithAckAsync_AfterWarmUp_AllocatesAtMost100BytesInAll()
    {
        await using RawServer server = GrantingServer.Start(AckEverythingAsync);
        await using SocketIOConnection connection = new(server.Url);
        SocketIOSocket socket = connection.Socket();
        await socket.ConnectAsync(Cancel);
        ReferenceEvent value = ReferenceEvent.Sample;

        int answers = 0;
        async Task EmitManyAsync()
        {
            ValueTask<int>[] waiting = new ValueTask<int>[100];
            for (int round = 0; round < Rounds / waiting.Length; round++)
            {
                for (int i = 0; i < waiting.Length; i++)
                {
                    waiting[i] = socket.EmitWithAckAsync(
                        "claude_event", value, UnitJson.Default.ReferenceEvent, UnitJson.Default.Int32);
                }

                foreach (ValueTask<int> task in waiting)
                {
                    answers += await task;
                }
            }
        }

        long before = 0;
        for (int warmUp = 0; warmUp < 3; warmUp++)
        {
            before = GC.GetTotalAllocatedBytes(precise: true);
            await EmitManyAsync();
        }

        // All threads of the process, the test's server included.
        double each = (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Rounds;
        Assert.Equal(3 * Rounds, answers);
        Assert.True(each <= 100, $"{each} bytes per emit with ack");
    }

    [Fact]
    public async Task Receive_ToAUtf8Handler_AllocatesNothingPerEvent()
    {
        const int count = 100_000;
        using SemaphoreSlim send = new(0);
        await using RawServer server = GrantingServer.Start(async (stream, token) =>
        {
            byte[] frames = GrantingServer.Frames("""42["n",{"a":1,"b":"text"}]""", 1000);
            while (true)
            {
                await send.WaitAsync(token);
                for (int i = 0; i < count / 1000; i++)
                {
                    await stream.WriteAsync(frames, token);
                }
            }
        });
        await using SocketIOConnection connection = new(server.Url);
        SocketIOSocket socket = connection.Socket();
        int received = 0;
        using SemaphoreSlim done = new(0);
        socket.On("n", (in SocketIOEvent e) =>
        {
            if (e.Arguments.Length > 0 && ++received % count == 0)
            {
                done.Release();
            }
        });
        await socket.ConnectAsync(Cancel);

        // An allocation per event shows in every round; a buffer that grows because the reader fell behind does not.
        double least = double.MaxValue;
        for (int round = 0; round < 6 && least >= 2; round++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            send.Release();
            await done.WaitAsync(Cancel);
            least = Math.Min(least, (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)count);
        }

        Assert.True(least < 2, $"{least} bytes per received event");
    }

    private static async Task AckEverythingAsync(System.Net.Sockets.NetworkStream stream, CancellationToken token)
    {
        using FrameReader reader = new(WebSocketRole.Server, FrameLimits.Default);
        AckingFrames frames = new();
        byte[] buffer = new byte[256 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, token)) > 0)
        {
            reader.Read(buffer.AsSpan(0, read), ref frames);
            await stream.WriteAsync(frames.TakeAnswers(), token);
        }
    }

    private static long AllocatedBy(Action emit)
    {
        // Buffers grow in the first rounds, and in any round in which the writer is kept from running; what an emit itself allocates
        // would show in all of them.
        long least = long.MaxValue;
        for (int round = 0; round < 10; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < Rounds; i++)
            {
                emit();
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}

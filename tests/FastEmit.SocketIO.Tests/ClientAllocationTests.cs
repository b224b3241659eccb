using System.Net.Sockets;
using System.Text.Json.Serialization.Metadata;
using FastEmit.Protocol.WebSockets;
using FastEmit.SocketIO.Tests.Transports;

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

        // All threads of the process, the test's server included. What an emit allocates shows in every round.
        double least = double.MaxValue;
        int rounds = 0;
        for (; rounds < 10 && (rounds < 3 || least > 100); rounds++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            await EmitManyAsync();
            least = Math.Min(least, (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Rounds);
        }

        Assert.Equal(rounds * Rounds, answers);
        Assert.True(least <= 100, $"{least} bytes per emit with ack");
    }

    /// <summary>Whatever form an event comes in; all threads of the process are counted, except the server's.</summary>
    [Theory]
    [InlineData("small", 1)]
    [InlineData("small", 1000)]
    [InlineData("with an escaped name", 1000)]
    [InlineData("of a session that can be recovered", 1000)]
    [InlineData("in fragments", 1000)]
    [InlineData("with attachments", 500)]
    [InlineData("compressed", 1000)]
    public async Task Receive_ToAUtf8Handler_AllocatesNothing(string form, int together) =>
        Assert.Equal(0, await LeastAllocatedByReceivingAsync(form, together, static () => { }));

    /// <summary>The server sends as fast as it can, so that the queue is full again and again and reading waits for the handler.</summary>
    [Fact]
    public async Task Receive_AMillionEventsAgainstBackpressure_AllocatesNothing() =>
        Assert.Equal(0, await LeastAllocatedByReceivingAsync("small", 1_000_000, static () => { }));

    [Fact]
    public async Task Guard_HandlerThatAllocatesOnceInAThousand_IsCaught()
    {
        int events = 0;
        object? kept = null;
        long least = await LeastAllocatedByReceivingAsync(
            "small", 1000, () => kept = ++events % 1000 == 0 ? new object() : kept);
        Assert.InRange(least, 5 * 24, long.MaxValue);
        Assert.NotNull(kept);
    }

    private static async Task<long> LeastAllocatedByReceivingAsync(string form, int together, Action onEvent)
    {
        int count = Math.Max(5_000, together);
        TaskCompletionSource<NetworkStream> opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using RawServer server = ReceivedForms.StartServer(form, async (stream, token) =>
        {
            opened.SetResult(stream);
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
        });
        await using SocketIOConnection connection = new(server.Url, ReceivedForms.OptionsFor(form));
        SocketIOSocket socket = connection.Socket();
        byte[] frames = ReceivedForms.Frames(form, Math.Min(together, 1000));
        int received = 0;
        using ManualResetEventSlim handled = new();
        socket.On(ReceivedForms.Name, (in SocketIOEvent e) =>
        {
            if (received == 0 && together > 1000)
            {
                // Every block that the queue may have is made before anything is counted.
                Assert.True(SpinWait.SpinUntil(() => socket.Inbound.IsFull, TimeSpan.FromSeconds(60)));
            }

            onEvent();
            if (e.Arguments.Length > 0 && ++received % together == 0)
            {
                handled.Set();
            }
        });
        await socket.ConnectAsync(Cancel);
        NetworkStream stream = await opened.Task.WaitAsync(Cancel);

        // What the runtime allocates now and then for its own threads is not per event; what is, shows in every round.
        long least = long.MaxValue;
        for (int round = 0; round < 20 && least != 0; round++)
        {
            long before = AllocatedByOthers();
            for (int sent = 0; sent < count; sent += together)
            {
                handled.Reset();
                for (int i = 0; i < together; i += 1000)
                {
                    stream.Write(frames);
                }

                Assert.True(handled.Wait(TimeSpan.FromSeconds(60), CancellationToken.None));
            }

            least = Math.Min(least, AllocatedByOthers() - before);
        }

        return least;
    }

    /// <summary>The whole process without this thread, which plays the server.</summary>
    private static long AllocatedByOthers() => GC.GetTotalAllocatedBytes(precise: true) - GC.GetAllocatedBytesForCurrentThread();

    private static async Task AckEverythingAsync(NetworkStream stream, CancellationToken token)
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

using System.Diagnostics;
using FastEmit.Events;

namespace FastEmit.Consumer.Tests;

public sealed class TraceContextTests
{
    private static readonly HookEventDescriptor Event = HookEventDescriptor.Create("e");

    [Fact]
    public async Task StampTraceContext_CurrentActivity_IsInTheEventAndAbsentWithoutOne()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        await using HookEmitter emitter = HookEmitter.Create(new HookEmitterOptions
        {
            Url = server.Url,
            Stamps = { TraceContext = true, Timestamp = false },
        });
        using Activity activity = new("work") { ActivityTraceFlags = ActivityTraceFlags.Recorded, TraceStateString = "vendor=1" };
        activity.SetIdFormat(ActivityIdFormat.W3C).Start();

        emitter.EmitJson(Event, "{}"u8);
        activity.TraceStateString = "bad\"state";
        emitter.EmitJson(Event, """{"a":1}"""u8);
        Activity.Current = null;
        emitter.EmitJson(Event, """{"b":2}"""u8);

        Assert.Equal($$"""{"traceparent":"{{activity.Id}}","tracestate":"vendor=1"}""", (await server.NextAsync()).Data);
        Assert.Equal($$"""{"a":1,"traceparent":"{{activity.Id}}"}""", (await server.NextAsync()).Data);
        Assert.Equal("""{"b":2}""", (await server.NextAsync()).Data);
        Assert.EndsWith("-01", activity.Id, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StampTraceContext_Always_AllocatesNothing()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        await using HookEmitter emitter = HookEmitter.Create(new HookEmitterOptions { Url = server.Url, Stamps = { TraceContext = true } });
        using Activity activity = new Activity("work").SetIdFormat(ActivityIdFormat.W3C).Start();
        long allocated = long.MaxValue;
        for (int round = 0; round < 3; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 500; i++)
            {
                emitter.EmitJson(Event, "{}"u8);
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(0, allocated);
    }
}

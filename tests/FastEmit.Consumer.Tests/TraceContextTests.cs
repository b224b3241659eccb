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
    public async Task StampProperties_EveryEvent_HasThemAndNothingIsAllocated()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        await using HookEmitter emitter = HookEmitter.Create(new HookEmitterOptions
        {
            Url = server.Url,
            Stamps = { Timestamp = false, Properties = { ["service"] = "shop \"1\"", ["host"] = "a" } },
        });

        emitter.EmitJson(Event, "{}"u8);
        emitter.EmitJson(Event, """{"a":1}"""u8);
        emitter.EmitJson(Event, "[1]"u8);

        Assert.Equal("""{"service":"shop \"1\"","host":"a"}""", (await server.NextAsync()).Data);
        Assert.Equal("""{"a":1,"service":"shop \"1\"","host":"a"}""", (await server.NextAsync()).Data);
        Assert.Equal("[1]", (await server.NextAsync()).Data);
        Assert.Equal(0, AllocatedByEmits(emitter));
    }

    [Theory]
    [InlineData("""{"timestamp":1}""", """{"timestamp":1}""")]
    [InlineData("""{"a":{"b":[2]},"timestamp":null,"c":3}""", """{"a":{"b":[2]},"timestamp":null,"c":3}""")]
    public async Task EmitJson_TimestampOfItsOwn_GetsNoSecond(string data, string expected)
    {
        await using EchoServer server = await EchoServer.StartAsync();
        await using HookEmitter emitter = HookEmitter.Create(server.Url);

        emitter.EmitJson(Event, System.Text.Encoding.UTF8.GetBytes(data));
        emitter.EmitJson(Event, """{"a":{"timestamp":1}}"""u8);

        Assert.Equal(expected, (await server.NextAsync()).Data);
        Assert.StartsWith("""{"a":{"timestamp":1},"timestamp":"20""", (await server.NextAsync()).Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StampTraceContext_Always_AllocatesNothing()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        await using HookEmitter emitter = HookEmitter.Create(new HookEmitterOptions { Url = server.Url, Stamps = { TraceContext = true } });
        using Activity activity = new Activity("work").SetIdFormat(ActivityIdFormat.W3C).Start();
        Assert.Equal(0, AllocatedByEmits(emitter));
    }

    /// <summary>The bytes that 500 emits allocate on the calling thread, after two rounds of warm-up.</summary>
    private static long AllocatedByEmits(HookEmitter emitter)
    {
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

        return allocated;
    }
}

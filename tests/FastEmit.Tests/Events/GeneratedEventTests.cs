using System.Text.Json;
using FastEmit.Events;
using FastEmit.Tests.Delivery;

namespace FastEmit.Tests.Events;

public class GeneratedEventTests
{
    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    [Fact]
    public void WriteOpenPacket_DefaultEverything_ReadsBackAsSystemTextJsonDoes() => AssertReadsBack(default);

    [Fact]
    public void WriteOpenPacket_RandomValues_ReadBackAsSystemTextJsonDoes()
    {
        var random = new Random(4);
        for (int i = 0; i < 2_000; i++)
        {
            AssertReadsBack(RandomEvent(random));
        }
    }

    [Fact]
    public void WriteOpenPacket_Namespace_StandsBeforeTheName() =>
        Assert.StartsWith("42/test,[\"scalars\",{\"text\":\"a\",\"flag\":", EventText.OpenPacket(new ScalarEvent { Text = "a" }), StringComparison.Ordinal);

    [Theory]
    [InlineData("a", "42[\"versioned\",{\"v\":2,\"text\":\"a\"")]
    [InlineData(null, "42[\"versioned\",{\"v\":2")]
    public void WriteOpenPacket_Version_IsTheFirstMember(string? text, string expected) =>
        Assert.Equal(expected, EventText.OpenPacket(new VersionedEvent(text)));

    [Fact]
    public void Read_Version_IsPassedOver() =>
        Assert.Equal(new VersionedEvent("a"), FastEmit.SocketIO.Events.EventReader.Read<VersionedEvent>("""{"v":3,"text":"a"}"""u8));

    [Fact]
    public void GetPartition_Key_IsItsHash()
    {
        Assert.Equal(PartitionHash.Of("abc"), Partition(new ScalarEvent { Text = "abc" }));
        Assert.NotEqual(Partition(new ScalarEvent { Text = "abc" }), Partition(new ScalarEvent { Text = "abd" }));
    }

    [Fact]
    public void Generated_Constants_NameTheEvent()
    {
        Assert.Equal("plain", PlainEvent.EventName);
        Assert.Equal("/hook", PlainEvent.EventNamespace);
        Assert.Equal("plain", PlainEvent.Descriptor.Name);
        Assert.Equal("/hook", PlainEvent.Descriptor.Namespace);
    }

    [Fact]
    public async Task Emit_StaticAndInstanceAndGeneric_SendTheSamePacket()
    {
        await using ScriptedServer server = new();
        await using HookEmitter emitter = HookEmitter.Create(new HookEmitterOptions { Url = server.Url, Stamps = { Timestamp = false } });
        var value = new PlainEvent("a", "b");
        Assert.Equal(EmitResult.Queued, PlainEvent.Emit(emitter, "a", "b"));
        Assert.Equal(EmitResult.Queued, value.Emit(emitter));
        Assert.Equal(EmitResult.Queued, emitter.Emit(in value));
        await server.WaitForEventsAsync(3);
        const string Packet = "42/hook,[\"plain\",{\"name\":\"a\",\"session_id\":\"b\",\"duration_ms\":5}]";
        Assert.Equal([Packet, Packet, Packet], server.Events);
    }

    [Fact]
    public async Task Emit_StaticOfAMaskingEvent_SendsWhatTheBuiltEventHolds()
    {
        await using ScriptedServer server = new();
        await using HookEmitter emitter = HookEmitter.Create(new HookEmitterOptions { Url = server.Url, Stamps = { Timestamp = false } });
        Assert.Equal(EmitResult.Queued, MaskingEvent.Emit(emitter, "anna@example.com", null!, "  x "));
        Assert.Equal(EmitResult.Queued, new MaskingEvent("anna@example.com", null!) { Note = "  x " }.Emit(emitter));
        await server.WaitForEventsAsync(2);
        const string Packet = "42[\"masking\",{\"address\":\"a***\",\"user\":\"anonymous\",\"note\":\"x\"}]";
        Assert.Equal([Packet, Packet], server.Events);
    }

    /// <summary>The name in the packet and the name that the descriptor cuts off are the same bytes.</summary>
    [Fact]
    public void TrySerialize_NameThatNeedsEscapes_IsTheDataAlone()
    {
        Span<byte> data = stackalloc byte[100];
        Assert.True(new OddlyNamedEvent(5).TrySerialize(data, out int written));
        Assert.Equal("{\"x\":5}", System.Text.Encoding.UTF8.GetString(data[..written]));
    }

    [Fact]
    public void Serialize_NullKeyOfAnOwnDictionary_IsAnEmptyName()
    {
        Span<byte> data = stackalloc byte[100];
        Assert.True(new NullKeyEvent(new NullKeyedDictionary()).TrySerialize(data, out int written));
        Assert.Equal("{\"map\":{\"\":1}}", System.Text.Encoding.UTF8.GetString(data[..written]));
    }

    [Fact]
    public void Serialize_Tuples_AreObjectsOfTheirElementsNames() => Assert.Equal(
        "{\"named\":{\"line_number\":1,\"text\":\"a\"},\"plain\":{\"item1\":2,\"item2\":true},\"tree\":null}",
        EventText.Data(new TupleEvent((1, "a"), (2, true), null)));

    /// <summary>System.Text.Json itself writes something here that is no JSON.</summary>
    [Fact]
    public void Serialize_ExtensionDataInAJsonObject_AreMembersBehindTheOthers()
    {
        Assert.Equal("{\"x\":1,\"a\":[2],\"b\":null}", EventText.Data(new LooseEvent(1, new() { ["a"] = new System.Text.Json.Nodes.JsonArray(2), ["b"] = null })));
        Assert.Equal("{\"x\":null}", EventText.Data(new LooseEvent(null, null)));
    }

    /// <summary>A chain without an end is written down to the depth that its type names; the next event starts anew.</summary>
    [Fact]
    public void Serialize_TreeDeeperThanItsBound_EndsWithNull()
    {
        var children = new List<Differential.Node?>();
        var endless = new Differential.Node("n", children, null);
        children.Add(endless);
        string nothing = EventText.Data(new TupleEvent(default, null, null));
        string expected = nothing.Replace("\"tree\":null", "\"tree\":" + Level(6), StringComparison.Ordinal);
        Assert.Equal(expected, EventText.Data(new TupleEvent(default, null, endless)));
        Assert.Equal(expected, EventText.Data(new TupleEvent(default, null, endless)));

        static string Level(int left) => left == 0 ? "null" : $"{{\"name\":\"n\",\"children\":[{Level(left - 1)}],\"last\":null}}";
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Serialize_JsonConverterThatWritesNoValue_ThrowsAndTheNextEventIsClean(int value)
    {
        JsonException told = Assert.Throws<JsonException>(() => EventText.Data(new SilentJsonEvent(value)));
        Assert.Contains("SilentJson", told.Message, StringComparison.Ordinal);
        Assert.Equal("{\"x\":5}", EventText.Data(new OddlyNamedEvent(5)));
    }

#if DEBUG
    [Fact]
    public void Write_ConverterThatWritesNoJson_IsToldOnceInADebugBuild()
    {
        var value = new BrokenEvent(1);
        InvalidOperationException told = Assert.Throws<InvalidOperationException>(() => EventText.OpenPacket(in value));
        Assert.Contains("'broken'", told.Message, StringComparison.Ordinal);
        Assert.Contains("{\"x\":[1}", told.Message, StringComparison.Ordinal);
        Assert.EndsWith("[1", EventText.OpenPacket(in value), StringComparison.Ordinal);
    }
#endif

    [Fact]
    public async Task Emit_RejectedByMaxLength_IsCountedAsTooLarge()
    {
        await using HookEmitter emitter = HookEmitter.Create(new HookEmitterOptions { Url = "http://127.0.0.1:1", ShutdownTimeout = TimeSpan.Zero });
        Assert.Equal(EmitResult.TooLarge, new SpecialMembersEvent { Strict = "123456" }.Emit(emitter));
        Assert.Equal(1, emitter.GetStats().Dropped[DropReason.TooLarge]);
        Assert.Equal(EmitResult.Queued, new SpecialMembersEvent { Strict = "12345" }.Emit(emitter));
    }

    private static uint Partition<TEvent>(TEvent value)
        where TEvent : IHookEvent<TEvent> => TEvent.GetPartition(in value);

    private static void AssertReadsBack(ScalarEvent value)
    {
        using JsonDocument expected = JsonDocument.Parse(JsonSerializer.SerializeToUtf8Bytes(value, SnakeCase));
        using JsonDocument actual = JsonDocument.Parse(EventText.Data(in value));
        Assert.True(
            JsonElement.DeepEquals(expected.RootElement, actual.RootElement),
            $"{expected.RootElement.GetRawText()}\n{actual.RootElement.GetRawText()}");
    }

    private static ScalarEvent RandomEvent(Random random) => new(
        RandomText(random)!,
        random.Next(2) == 0,
        (sbyte)random.Next(256),
        (byte)random.Next(256),
        (short)random.Next(65536),
        (ushort)random.Next(65536),
        (int)random.NextInt64(),
        (uint)random.NextInt64(),
        random.NextInt64() >> random.Next(64),
        (ulong)random.NextInt64() << random.Next(2),
        random.NextSingle() * MathF.Pow(10, random.Next(-30, 30)),
        random.NextDouble() * Math.Pow(10, random.Next(-300, 300)),
        RandomGuid(random),
        RandomTime(random),
        new DateTimeOffset(RandomTime(random).Ticks, TimeSpan.FromMinutes(random.Next(-14 * 60, 14 * 60))),
        (DayOfWeek)random.Next(10),
        RandomText(random),
        Maybe(random, random.Next(2) == 0),
        Maybe(random, random.Next()),
        Maybe(random, (ulong)random.NextInt64()),
        Maybe(random, random.NextDouble()),
        Maybe(random, RandomGuid(random)),
        Maybe(random, RandomTime(random)),
        Maybe(random, new DateTimeOffset(RandomTime(random).Ticks, TimeSpan.Zero)),
        Maybe(random, DayOfWeek.Friday));

    private static T? Maybe<T>(Random random, T value)
        where T : struct => random.Next(2) == 0 ? value : null;

    private static string? RandomText(Random random)
    {
        if (random.Next(10) == 0)
        {
            return null;
        }

        char[] text = new char[random.Next(70)];
        for (int i = 0; i < text.Length; i++)
        {
            text[i] = random.Next(8) == 0 ? (char)random.Next(char.MaxValue + 1) : (char)random.Next(0x20, 0x7F);
        }

        return new string(text);
    }

    private static Guid RandomGuid(Random random)
    {
        byte[] bytes = new byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }

    private static DateTime RandomTime(Random random)
    {
        long ticks = random.NextInt64(TimeSpan.TicksPerDay * 2, DateTime.MaxValue.Ticks - (TimeSpan.TicksPerDay * 2));
        ticks -= ticks % (long)Math.Pow(10, random.Next(9));
        return new DateTime(ticks, (DateTimeKind)random.Next(3));
    }
}

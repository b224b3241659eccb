using System.Buffers;
using System.Text.Json;
using FastEmit.Events;
using FastEmit.SocketIO.Events;
using FastEmit.Tests.Events.Differential;

namespace FastEmit.Tests.Events;

/// <summary>Generic events: a wire form for each type that the project makes of them.</summary>
public sealed class GenericEventTests
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    [Fact]
    public void Serialize_ClosedTypes_ReadBackAsSystemTextJsonDoes()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            RandomValues random = new(seed);
            Both(new Changed<int>(random.Text(), random.Number(9), random.Number(9)));
            Both(new Changed<string?>(random.Text(), random.MaybeNull(random.Text), random.Text()));
            Both(new Changed<ReceivedAddress>(random.Text(), new ReceivedAddress(random.Text(), null), new ReceivedAddress(random.Text(), 5)));
            Both(new Changed<List<Guid>>(random.Text(), [.. random.Array(random.Guid)], []));
            Both(new Pair<int, string>(random.Number(9), [.. random.Array(() => random.MaybeNull(random.Text))])
            {
                More = random.MaybeNull(() => random.Dictionary(() => random.Number(9), random.Text)),
            });
        }
    }

    [Fact]
    public void Descriptor_OfEachClosedType_IsItsOwn()
    {
        Assert.Equal("int_changed", Changed<int>.Descriptor.Name);
        Assert.Equal("received_address_changed", Changed<ReceivedAddress>.Descriptor.Name);
        Assert.Equal("list_guid_changed", Changed<List<Guid>>.Descriptor.Name);
        Assert.Equal("int_of_string", Pair<int, string>.Descriptor.Name);
        Assert.Equal("/in", Changed<int>.EventNamespace);
        Assert.Equal(PartitionHash.Of("a"), Partition(new Changed<int>("a", 1, 2)));
    }

    [Fact]
    public void Emit_TypeNamedByAnAttributeAlone_IsClosed() => Assert.Equal("version_changed", DescriptorOf(new Version(1, 2)).Name);

    [Fact]
    public void Emit_TypeThatNothingNames_SaysWhatCloses()
    {
        string message = Assert.Throws<InvalidOperationException>(() => DescriptorOf(new Uri("http://a"))).Message;
        Assert.Contains("[assembly: ClosedEvent(typeof(…))]", message, StringComparison.Ordinal);
        Assert.Contains("System.Uri", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfAnotherForm_NamesMemberAndEvent() => Assert.Contains(
        "member 'after' of event 'int_changed'",
        Assert.Throws<JsonException>(static () => EventReader.Read<Changed<int>>("""{"id":"a","after":"x"}"""u8)).Message, StringComparison.Ordinal);

    [Fact]
    public void Emit_ClosedType_AllocatesNothing()
    {
        Span<byte> room = new byte[200];
        var changed = new Changed<int>("a", 1, 2);
        HookEventSerializer.TrySerialize(in changed, room, out _);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            HookEventSerializer.TrySerialize(in changed, room, out _);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>What knows no type by its name.</summary>
    private static HookEventDescriptor DescriptorOf<T>(T value)
    {
        var changed = new Changed<T>("a", value, value);
        return Descriptor(in changed);
    }

    private static HookEventDescriptor Descriptor<TEvent>(in TEvent _)
        where TEvent : IHookEvent<TEvent> => TEvent.Descriptor;

    private static uint Partition<TEvent>(in TEvent value)
        where TEvent : IHookEvent<TEvent> => TEvent.GetPartition(in value);

    private static void Both<TEvent>(TEvent value)
        where TEvent : IHookEvent<TEvent>, IReceivedEvent<TEvent>
    {
        Oracle.AssertSame(value, "");
        ArrayBufferWriter<byte> json = new();
        HookEventSerializer.Serialize(in value, json);
        Assert.Equal(JsonSerializer.Serialize(JsonSerializer.Deserialize<TEvent>(json.WrittenSpan, Web), Web), JsonSerializer.Serialize(EventReader.Read<TEvent>(json.WrittenSpan), Web));
    }
}

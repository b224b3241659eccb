using System.Buffers;
using System.Text.Json;
using FastEmit.Events;
using FastEmit.Tests.Events.Differential;

namespace FastEmit.Tests.Events;

/// <summary>Serializing any kind of event allocates nothing once its thread is warm.</summary>
[Collection(AloneInTheProcess.Name)]
public sealed class EventAllocationTests
{
    private const int Warm = 200;
    private const int Measured = 200;

    private static readonly ScalarsEvent Scalars = ScalarsEvent.Random(new RandomValues(1)) with { Uri = new Uri("https://example.org/"), Version = new Version(1, 2) };

    [Fact]
    public void Write_PlainStrings_AllocatesNothing() => AssertAllocatesNothing(new PlainEvent("hook", "3f0c1f3e-8a1b-4b2c-9d3e-1234567890ab", 12));

    [Fact]
    public void Write_EscapedStrings_AllocatesNothing() => AssertAllocatesNothing(new PlainEvent("say \"hi\"\n\0", new string('"', 20_000), 12));

    [Fact]
    public void Write_NonAsciiStrings_AllocatesNothing() => AssertAllocatesNothing(new PlainEvent("é€😀\ud800", string.Concat(Enumerable.Repeat("中😀", 5_000)), 12));

    [Fact]
    public void Write_LongerThanTheScratchBuffer_AllocatesNothing() => AssertAllocatesNothing(new PlainEvent(new string('a', 300_000), null!, 12));

    [Fact]
    public void Write_EveryScalar_AllocatesNothing() => AssertAllocatesNothing(Scalars);

    [Fact]
    public void Write_NotFinite_AllocatesNothing() => AssertAllocatesNothing(Scalars with { Double = double.NaN, Single = float.PositiveInfinity, NamedDouble = double.NaN });

    [Fact]
    public void Write_NestedObjects_AllocatesNothing() =>
        AssertAllocatesNothing(new ObjectsEvent(new Circle("c", 1), [new Square("s", 2, default)], default, new Point(1, 2), new Page<Point>([default], 1), []));

    [Fact]
    public void Write_Collections_AllocatesNothing() => AssertAllocatesNothing(new CollectionsAllocationEvent(
        [1, 2, 3],
        ["a", "b"],
        new List<Guid> { default },
        new List<int> { 7 },
        [4, 5],
        new Dictionary<string, int> { ["a"] = 1 },
        new Dictionary<DayOfWeek, bool> { [DayOfWeek.Friday] = true },
        JsonSerializer.SerializeToElement(new { a = 1, b = "x" }),
        new byte[100]));

    [Fact]
    public void Write_RedactedLimitedAndRaw_AllocatesNothing() =>
        AssertAllocatesNothing(new SpecialMembersEvent { Masked = "m", Hashed = "h", Short = "longer than five", RawText = "{\"a\":1}", Utf8 = new byte[] { 65, 34 } });

    [Fact]
    public void Write_Attachments_AllocatesNothing() => AssertAllocatesNothing(new AttachmentEvent("a", [1], new byte[2], null));

    /// <summary>The measurement must see an event that does allocate.</summary>
    [Fact]
    public void Guard_AnEnumeratorPerEvent_IsCaught() =>
        Assert.NotEqual(0, Measure(new CollectionsAllocationEvent([], [], [], new HashSet<int> { 1 }, [], [], new Dictionary<DayOfWeek, bool>(), default, default)));

    private static void AssertAllocatesNothing<TEvent>(TEvent value)
        where TEvent : IHookEvent<TEvent> => Assert.Equal(0, Measure(value));

    private static long Measure<TEvent>(TEvent value)
        where TEvent : IHookEvent<TEvent>
    {
        byte[] destination = new byte[1_000_000];
        var output = new ArrayBufferWriter<byte>(1_000_000);
        long before = 0;
        for (int i = 0; i < Warm + Measured; i++)
        {
            if (i == Warm)
            {
                before = GC.GetAllocatedBytesForCurrentThread();
            }

            var writer = EventWriter.Rent();
            TEvent.WriteOpenPacket(ref writer, in value);
            writer.Return();
            output.ResetWrittenCount();
            HookEventSerializer.Serialize(in value, output);
            _ = HookEventSerializer.TrySerialize(in value, destination, out _);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}

using System.Text.Json;
using FastEmit.Events;

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

    [Fact]
    public void GetPartition_Key_IsItsHash()
    {
        Assert.Equal(PartitionHash.Of("abc"), Partition(new ScalarEvent { Text = "abc" }));
        Assert.NotEqual(Partition(new ScalarEvent { Text = "abc" }), Partition(new ScalarEvent { Text = "abd" }));
    }

    [Fact]
    public void WriteOpenPacket_WarmThread_AllocatesNothing()
    {
        ScalarEvent value = RandomEvent(new Random(1));
        ScalarEvent escaped = value with { Text = new string('"', 1_000) + "€😀\ud800", Double = double.NaN };
        long allocated = Measure(value, escaped);
        Assert.Equal(0, allocated);
        Assert.NotEqual(0, MeasureSpecimen());
    }

    private static uint Partition<TEvent>(TEvent value)
        where TEvent : IHookEvent<TEvent> => TEvent.GetPartition(in value);

    private static long Measure(ScalarEvent value, ScalarEvent escaped)
    {
        long before = 0;
        for (int i = 0; i < 300; i++)
        {
            if (i == 200)
            {
                before = GC.GetAllocatedBytesForCurrentThread();
            }

            Write(in value);
            Write(in escaped);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    /// <summary>The same measurement must see an allocation where there is one.</summary>
    private static long MeasureSpecimen()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        GC.KeepAlive(new byte[1]);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static void Write<TEvent>(in TEvent value)
        where TEvent : IHookEvent<TEvent>
    {
        var writer = EventWriter.Rent();
        TEvent.WriteOpenPacket(ref writer, in value);
        writer.Return();
    }

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

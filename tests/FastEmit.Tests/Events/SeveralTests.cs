using System.Buffers;
using System.Text;
using System.Text.Json;
using FastEmit.Events;
using FastEmit.SocketIO.Events;
using FastEmit.Tests.Events.Differential;

namespace FastEmit.Tests.Events;

/// <summary>Events of several types: interfaces and base classes, told apart by a discriminator.</summary>
public sealed class SeveralTests
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        AllowOutOfOrderMetadataProperties = true,
    };

    [Fact]
    public void Serialize_RandomStep_ReadsBackAsSystemTextJsonDoes()
    {
        for (int seed = 0; seed < 1_000; seed++)
        {
            Oracle.AssertSame(Step(new RandomValues(seed), 3), $"seed {seed}");
        }
    }

    [Fact]
    public void Read_RandomStep_IsTheTypeThatWasWritten()
    {
        for (int seed = 0; seed < 1_000; seed++)
        {
            IStep step = Step(new RandomValues(seed), 3);
            byte[] json = Serialized(step);
            IStep read = EventReader.Read<IStep>(json);
            Assert.Equal(step.GetType(), read.GetType());
            Assert.Equal(JsonSerializer.Serialize(JsonSerializer.Deserialize<IStep>(json, Web), Web), JsonSerializer.Serialize(read, Web));
        }
    }

    [Fact]
    public void Serialize_BaseThatIsOneOfThem_CarriesItsDiscriminatorAndTheVersionLast()
    {
        DateTime time = new(2026, 11, 27, 0, 0, 0, DateTimeKind.Utc);
        Assert.Equal("""{"$type":"plane","timestamp":"2026-11-27T00:00:00Z","v":3}""", Text(new Plane { Timestamp = time }));
        Assert.Equal("""{"$type":1,"timestamp":"2026-11-27T00:00:00Z","radius":0.5,"v":3}""", Text<Plane>(new Round { Radius = 0.5, Timestamp = time }));
        Assert.Equal("""{"v":1}""", Text<IBare>(new Bare()));
        Assert.True(Plane.Descriptor.HasTimestamp);
        Round read = Assert.IsType<Round>(EventReader.Read<Plane>("""{"v":3,"radius":0.5,"$type":1}"""u8));
        Assert.Equal(0.5, read.Radius);
    }

    [Fact]
    public void Serialize_TypeThatNobodyKnows_SaysWhichAreKnown()
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(() => Text<IStep>(new Unheard("s")));
        Assert.Contains("'FastEmit.Tests.Events.Unheard'; it has FastEmit.Tests.Events.Asked", exception.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(static () => Text<Plane>(null!));
    }

    [Fact]
    public void GetPartition_OfEachType_IsThatOfTheKey()
    {
        IStep asked = new Asked("s-1", "x");
        IStep answered = new Answered("s-1", 1);
        Assert.Equal(PartitionHash.Of("s-1"), Partition(asked));
        Assert.Equal(PartitionHash.Of("s-1"), Partition(answered));
    }

    [Theory]
    [InlineData("""{"kind":"unheard","session":"s"}""", "'unheard' as 'kind' is none of the types of 'IStep'")]
    [InlineData("""{"session":"s"}""", "'kind' is missing")]
    [InlineData("null", "IStep is missing or null")]
    [InlineData("""{"kind":"asked","session":5}""", "member 'session' of event 'step'")]
    public void Read_WrongStep_SaysWhatIsAccepted(string json, string expected) =>
        Assert.Contains(expected, Assert.Throws<JsonException>(() => EventReader.Read<IStep>(Encoding.UTF8.GetBytes(json))).Message, StringComparison.Ordinal);

    private static uint Partition<TEvent>(TEvent value)
        where TEvent : IHookEvent<TEvent> => TEvent.GetPartition(in value);

    private static string Text<TEvent>(TEvent value)
        where TEvent : IHookEvent<TEvent> => Encoding.UTF8.GetString(Serialized(value));

    private static byte[] Serialized<TEvent>(TEvent value)
        where TEvent : IHookEvent<TEvent>
    {
        ArrayBufferWriter<byte> json = new();
        HookEventSerializer.Serialize(in value, json);
        return json.WrittenSpan.ToArray();
    }

    private static IStep Step(RandomValues random, int depth) => random.Number(depth > 0 ? 3 : 2) switch
    {
        0 => new Asked(random.Text(), random.Text()) { More = random.MaybeNull(() => random.Dictionary(() => "m" + random.Number(9), random.Element)) },
        1 => new Answered(random.Text(), random.Maybe(() => random.Number(9)), random.MaybeNull(() => new ReceivedAddress(random.Text(), null))),
        _ => new Group(random.Text(), [.. random.Array(() => random.MaybeNull(() => Step(random, depth - 1)))]),
    };
}

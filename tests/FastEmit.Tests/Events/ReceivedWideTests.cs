using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using FastEmit.SocketIO.Events;
using FastEmit.Tests.Events.Differential;

namespace FastEmit.Tests.Events;

/// <summary>The rarer kinds of members, read beside System.Text.Json with its web defaults.</summary>
public sealed class ReceivedWideTests
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        AllowOutOfOrderMetadataProperties = true, // a client of another language keeps no order
    };

    [Fact]
    public void Read_RandomWideRecords_AreWhatWasWritten()
    {
        for (int seed = 0; seed < 1_000; seed++)
        {
            ReceivedWide wide = Make(new RandomValues(seed));
            ReceivedWide read = EventReader.Read<ReceivedWide>(Serialized(wide));
            Assert.Equal(Text(JsonSerializer.Deserialize<ReceivedWide>(Serialized(wide), Web)), Text(read));
        }
    }

    [Fact]
    public void Read_RandomWideDocuments_AgreesWithSystemTextJson()
    {
        Random random = new(13);
        int read = 0;
        for (int i = 0; i < 5_000; i++)
        {
            string json = MutatedDocument.Of(Text(Make(new RandomValues(i))), random);
            byte[] utf8 = Encoding.UTF8.GetBytes(json);
            string expected = Outcome(() => JsonSerializer.Deserialize<ReceivedWide>(utf8, Web));
            string actual = Outcome(() => EventReader.Read<ReceivedWide>(utf8));
            Assert.True(expected == actual, $"{json}\nSystem.Text.Json: {expected}\nFastEmit:         {actual}");
            read += actual == "refused" ? 0 : 1;
        }

        Assert.InRange(read, 1_000, 4_800); // both outcomes are met
    }

    [Theory]
    [InlineData("""{"shape":{"radius":1,"$type":"cir\"cle","more":{},"x":null}}""")]
    [InlineData("""{"shape":{"$type":7,"shapes":[{"$type":"cir\u0022cle","radius":2},null]}}""")]
    [InlineData("""{"shape":{"$type":"7","shapes":[]}}""")]
    [InlineData("""{"shape":{"$type":"square"}}""")]
    [InlineData("""{"shape":{"radius":1}}""")]
    [InlineData("""{"shape":5}""")]
    [InlineData("""{"based":{"name":"a"}}""")]
    [InlineData("""{"based":{"kind":"derived","extra":5,"name":"b"}}""")]
    [InlineData("""{"based":{"extra":5,"kind":"base","name":"b"}}""")]
    [InlineData("""{"by_number":{"1":"a","-2":"b"},"by_flag":{"True":1,"false":2},"by_color":{"Green":1,"7":2}}""")]
    [InlineData("""{"by_number":{"x":"a"}}""")]
    [InlineData("""{"by_flag":{"yes":1}}""")]
    [InlineData("""{"by_number":{"1":"a","1":"b"}}""")]
    [InlineData("""{"by_number":{"1"}}""")]
    [InlineData("""{"more":{"a":1},"other":[1,2],"other":3}""")]
    [InlineData("""{"weather":"SOME-RAIN"}""")]
    [InlineData("""{"weather":"nonsense"}""")]
    [InlineData("""{"forecast":["a","b"],"element":5}""")]
    [InlineData("""{"forecast":{"a":1}}""")]
    [InlineData("""{"forecast":null,"document":null,"node":null,"element":null}""")]
    public void Read_WideDocument_AgreesWithSystemTextJson(string json) => Assert.Equal(
        Outcome(() => JsonSerializer.Deserialize<ReceivedWide>(json, Web)), Outcome(() => EventReader.Read<ReceivedWide>(Encoding.UTF8.GetBytes(json))));

    [Theory]
    [InlineData("""{"shape":{"$type":"square"}}""", "'square' as '$type' is none of the types of 'IReceivedShape'")]
    [InlineData("""{"shape":{"radius":1}}""", "'$type' is missing")]
    [InlineData("""{"by_number":{"x":"a"}}""", "member 'by_number'")]
    [InlineData("""{"forecast":5}""", "member 'forecast'")]
    public void Read_WrongWideValue_SaysWhatIsAccepted(string json, string expected) =>
        Assert.Contains(expected, Assert.Throws<JsonException>(() => EventReader.Read<ReceivedWide>(Encoding.UTF8.GetBytes(json))).Message, StringComparison.Ordinal);

    private static string Text(ReceivedWide? value) => JsonSerializer.Serialize(value, Web);

    private static byte[] Serialized(ReceivedWide value)
    {
        ArrayBufferWriter<byte> json = new();
        value.Serialize(json);
        return json.WrittenSpan.ToArray();
    }

    private static string Outcome(Func<ReceivedWide?> read)
    {
        try
        {
            return Text(read());
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException) // the latter of an interface without a discriminator
        {
            return "refused";
        }
    }

    private static ReceivedWide Make(RandomValues random) => new()
    {
        Shape = random.MaybeNull(() => Shape(random, 3)),
        Based = random.MaybeNull(() => random.Bool() ? new ReceivedBase { Name = random.Text() } : new ReceivedDerived { Name = random.Text(), Extra = random.Number(9) }),
        Element = random.Maybe(random.Element),
        Document = random.MaybeNull(() => JsonDocument.Parse(random.Element().GetRawText())),
        Node = random.Node(),
        Tree = random.MaybeNull(() => new ReceivedAddress(random.Text(), random.Maybe(() => 5), random.MaybeNull(() => new ReceivedAddress(random.Text(), null)))),
        ByNumber = random.MaybeNull(() => random.Dictionary(() => (int)random.Int64(), random.Text)),
        ById = random.MaybeNull(() => random.Dictionary(random.Guid, () => random.Number(9))),
        ByFlag = random.MaybeNull(() => random.Dictionary(random.Bool, () => random.Number(9))),
        ByColor = random.MaybeNull(() => random.Dictionary(() => (ReceivedColor)random.Number(9), () => random.Number(9))),
        ByDay = random.MaybeNull(() => random.Dictionary(random.DateOnly, () => random.Number(9))),
        ByVersion = random.MaybeNull(() => random.Dictionary(() => new Version(random.Number(9), random.Number(9)), () => random.Number(9))),
        Sorted = random.MaybeNull(() => new SortedDictionary<string, int>(random.Dictionary(() => "k" + random.Number(9), () => random.Number(9)), StringComparer.Ordinal)),
        Fixed = random.MaybeNull(() => random.Dictionary(() => "k" + random.Number(9), () => random.Number(9)).ToImmutableDictionary(StringComparer.Ordinal)),
        Shared = new(random.Dictionary(random.Int64, () => random.Number(9))),
        Set = [.. random.Array(() => random.Number(99))],
        Queue = random.MaybeNull(() => new Queue<string>(random.Array(random.Text))),
        Stack = random.MaybeNull(() => new Stack<int>(random.Array(() => random.Number(9)))),
        Linked = random.MaybeNull(() => new LinkedList<int>(random.Array(() => random.Number(9)))),
        Array = [.. random.Array(() => random.Number(9))],
        List = random.MaybeNull(() => ImmutableList.CreateRange(random.Array(() => random.Number(9)))),
        ImmutableSet = random.MaybeNull<IImmutableSet<int>>(() => ImmutableHashSet.CreateRange(random.Array(() => random.Number(9)))),
        Observable = random.MaybeNull(() => new System.Collections.ObjectModel.ObservableCollection<int>(random.Array(() => random.Number(9)))),
        Weather = (Weather)random.Number(3),
        Forecast = random.MaybeNull(() => new Forecast("mon " + random.Number(9))),
        More = random.MaybeNull(() => random.Dictionary(() => "m" + random.Number(100), random.Element)),
    };

    private static IReceivedShape Shape(RandomValues random, int depth) => depth > 0 && random.Bool()
        ? new ReceivedGroup([.. random.Array(() => random.MaybeNull(() => Shape(random, depth - 1)))], random.Number(9))
        : new ReceivedCircle(random.Number(9)) { More = random.MaybeNull(() => random.Dictionary(() => "c" + random.Number(9), random.Element)) };
}

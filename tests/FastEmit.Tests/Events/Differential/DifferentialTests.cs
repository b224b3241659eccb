namespace FastEmit.Tests.Events.Differential;

/// <summary>Random events must read back as System.Text.Json's output of the same event does. A failure names its seed.</summary>
public class DifferentialTests
{
    private const int Runs = 3_000;

    [Fact]
    public void Serialize_Scalars_ReadBackAsSystemTextJsonDoes() => Run(ScalarsEvent.Random);

    [Fact]
    public void Serialize_Collections_ReadBackAsSystemTextJsonDoes() => Run(CollectionsEvent.Random);

    /// <summary>A key is a string, whatever its type: without its quotes the server closes the connection, at every reconnect.</summary>
    [Fact]
    public void Serialize_EveryKindOfKey_ReadsBackAsSystemTextJsonDoes() => Run(KeysEvent.Random);

    [Fact]
    public void Serialize_ConvertersOfSystemTextJson_AreCalled() => Run(BridgedEvent.Random);

    [Fact]
    public void Serialize_TreesDocumentsAndExtensionData_ReadBackAsSystemTextJsonDoes() => Run(ExtendedEvent.Random);

    [Fact]
    public void Serialize_NestedObjects_ReadBackAsSystemTextJsonDoes() => Run(ObjectsEvent.Random);

    [Fact]
    public void Serialize_EverythingDefault_ReadsBackAsSystemTextJsonDoes()
    {
        Oracle.AssertSame(new ScalarsEvent { SecondText = null! }, "default");
        Oracle.AssertSame(new ObjectsEvent(null, null!, default, null, null, null!) { Plain = null! }, "default");
    }

    /// <summary>The oracle must see a difference where there is one.</summary>
    [Fact]
    public void Guard_DifferentEvents_AreCaught()
    {
        var random = new RandomValues(1);
        ScalarsEvent value = ScalarsEvent.Random(random);
        using var expected = System.Text.Json.JsonDocument.Parse(System.Text.Json.JsonSerializer.Serialize(value with { Int32 = value.Int32 + 1 }, Oracle.Options));
        using var actual = System.Text.Json.JsonDocument.Parse(Oracle.Serialize(value));
        Assert.False(System.Text.Json.JsonElement.DeepEquals(expected.RootElement, actual.RootElement));
    }

    private static void Run<TEvent>(Func<RandomValues, TEvent> create)
        where TEvent : FastEmit.Events.IHookEvent<TEvent>
    {
        for (int seed = 0; seed < Runs; seed++)
        {
            Oracle.AssertSame(create(new RandomValues(seed)), $"seed {seed}");
        }
    }
}

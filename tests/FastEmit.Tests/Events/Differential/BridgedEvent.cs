using System.Text.Json.Serialization;
using FastEmit.Events;

namespace FastEmit.Tests.Events.Differential;

/// <summary>Members with converters of System.Text.Json, on the member or on the type.</summary>
[HookEvent("bridged")]
public readonly partial record struct BridgedEvent(
    OrderNumber Order,
    OrderNumber? Optional,
    List<OrderNumber>? Orders,
    Dictionary<string, OrderNumber?> ByName,
    Weather Weather,
    Weather? MaybeWeather,
    Wrapped<int> Wrapped,
    Wrapped<string>[]? More,
    Folder? Folder,
    [property: JsonConverter(typeof(HexConverter))] int Hex,
    [property: JsonConverter(typeof(HexConverter))] int? OptionalHex,
    [property: JsonConverter(typeof(JsonStringEnumConverter<DayOfWeek>))] DayOfWeek Day)
{
    internal static BridgedEvent Random(RandomValues random) => new(
        new OrderNumber(random.Int64()),
        random.Maybe(() => new OrderNumber(random.Int64())),
        random.MaybeNull(() => random.Array(() => new OrderNumber(random.Int64())).ToList()),
        random.Dictionary(random.Text, () => random.Maybe(() => new OrderNumber(random.Int64()))),
        (Weather)random.Number(4),
        random.Maybe(() => (Weather)random.Number(4)),
        new Wrapped<int>(random.Number(100)),
        random.MaybeNull(() => random.Array(() => new Wrapped<string>(random.Text()))),
        random.MaybeNull(() => new Folder(random.Text())),
        random.Number(int.MaxValue),
        random.Maybe(() => random.Number(int.MaxValue)),
        (DayOfWeek)random.Number(9));
}

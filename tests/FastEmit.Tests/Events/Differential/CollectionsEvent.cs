using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using FastEmit.Events;

namespace FastEmit.Tests.Events.Differential;

[HookEvent("collections")]
public readonly partial record struct CollectionsEvent(
    int[]? Numbers,
    string?[]? Texts,
    List<string>? TextList,
    List<double?>? OptionalNumbers,
    IReadOnlyList<Guid>? Guids,
    IList<long> Longs,
    IReadOnlyCollection<bool> Flags,
    ICollection<DateTime>? Times,
    IEnumerable<int>? Sequence,
    HashSet<int> Set,
    Queue<string> Queue,
    ImmutableArray<long> Immutable,
    Memory<short> Shorts,
    ReadOnlyMemory<double> Doubles,
    int[][]? Jagged,
    List<List<string?>?> Nested,
    byte[]? Bytes,
    ReadOnlyMemory<byte> MoreBytes,
    Dictionary<string, int>? ByText,
    IReadOnlyDictionary<string, string?> ReadOnlyByText,
    IDictionary<int, bool> ByNumber,
    Dictionary<Guid, double> ByGuid,
    Dictionary<DayOfWeek, int> ByDay,
    SortedDictionary<long, int[]> Sorted,
    ImmutableDictionary<string, Dictionary<bool, decimal>> Deep,
    JsonElement Element,
    JsonNode? Node,
    JsonObject? Object,
    JsonElement? OptionalElement)
{
    internal static CollectionsEvent Random(RandomValues random) => new(
        random.MaybeNull(() => random.Array(() => (int)random.Int64(), below: 50)),
        random.MaybeNull(() => random.Array(() => random.MaybeNull(random.Text))),
        random.MaybeNull(() => random.Array(random.Text).ToList()),
        random.MaybeNull(() => random.Array(() => random.Maybe(random.Finite)).ToList()),
        random.MaybeNull<IReadOnlyList<Guid>>(() => random.Array(random.Guid)),
        random.Array(random.Int64).ToList(),
        random.Bool() ? random.Array(random.Bool) : random.Array(random.Bool).ToHashSet(),
        random.MaybeNull<ICollection<DateTime>>(() => random.Array(random.DateTime).ToList()),
        random.MaybeNull(() => random.Array(() => random.Number(1_000)).Where(static n => n % 3 != 0)),
        [.. random.Array(() => random.Number(1_000))],
        new Queue<string>(random.Array(random.Text)),
        [.. random.Array(random.Int64)],
        random.Array(() => (short)random.Int64()),
        random.Array(random.Finite),
        random.MaybeNull(() => random.Array(() => random.Array(() => random.Number(100)))),
        random.Array(() => random.MaybeNull(() => random.Array(() => random.MaybeNull(random.Text)).ToList())).ToList(),
        random.MaybeNull(random.Bytes),
        random.Bytes(),
        random.MaybeNull(() => random.Dictionary(random.Text, () => (int)random.Int64())),
        random.Bool()
            ? random.Dictionary(random.Text, () => random.MaybeNull(random.Text))
            : new SortedDictionary<string, string?>(random.Dictionary(random.Text, () => random.MaybeNull(random.Text)), StringComparer.Ordinal),
        random.Dictionary(() => (int)random.Int64(), random.Bool),
        random.Dictionary(random.Guid, random.Finite),
        random.Dictionary(() => (DayOfWeek)random.Number(7), () => random.Number(10)),
        new SortedDictionary<long, int[]>(random.Dictionary(random.Int64, () => random.Array(() => random.Number(10)))),
        random.Dictionary(random.Text, () => random.Dictionary(random.Bool, random.Decimal)).ToImmutableDictionary(StringComparer.Ordinal),
        random.Element(),
        random.Node(),
        random.MaybeNull(() => new JsonObject(random.Dictionary(() => "k" + random.Number(100), () => random.Node()))),
        random.Maybe(random.Element));
}

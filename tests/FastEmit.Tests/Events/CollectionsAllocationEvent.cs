using System.Collections.Immutable;
using System.Text.Json;
using FastEmit.Events;

namespace FastEmit.Tests.Events;

[HookEvent("collections_allocation")]
public readonly partial record struct CollectionsAllocationEvent(
    int[] Numbers,
    List<string> Texts,
    IReadOnlyList<Guid> Guids,
    IReadOnlyCollection<int> Behind,
    ImmutableArray<long> Immutable,
    Dictionary<string, int> ByText,
    IReadOnlyDictionary<DayOfWeek, bool> ByDay,
    JsonElement Element,
    ReadOnlyMemory<byte> Bytes);

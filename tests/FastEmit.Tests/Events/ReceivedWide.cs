using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using FastEmit.Events;
using FastEmit.Tests.Events.Differential;

namespace FastEmit.Tests.Events;

/// <summary>What is rarer: derived types, extension data, JSON, keys of every kind, and collections that are made of what was read.</summary>
[HookEvent("wide", Receive = true)]
public sealed partial record ReceivedWide
{
    public IReceivedShape? Shape { get; set; }

    public ReceivedBase? Based { get; set; }

    public JsonElement? Element { get; set; }

    public JsonDocument? Document { get; set; }

    public JsonNode? Node { get; set; }

    public ReceivedAddress? Tree { get; set; }

    public Dictionary<int, string>? ByNumber { get; set; }

    public Dictionary<Guid, int>? ById { get; set; }

    public Dictionary<bool, int>? ByFlag { get; set; }

    public Dictionary<ReceivedColor, int>? ByColor { get; set; }

    public Dictionary<DateOnly, int>? ByDay { get; set; }

    public Dictionary<Version, int>? ByVersion { get; set; }

    public SortedDictionary<string, int>? Sorted { get; set; }

    public ImmutableDictionary<string, int>? Fixed { get; set; }

    public ConcurrentDictionary<long, int>? Shared { get; set; }

    public HashSet<int>? Set { get; set; }

    public Queue<string>? Queue { get; set; }

    public Stack<int>? Stack { get; set; }

    public LinkedList<int>? Linked { get; set; }

    public ImmutableArray<int> Array { get; set; } = [];

    public ImmutableList<int>? List { get; set; }

    public IImmutableSet<int>? ImmutableSet { get; set; }

    public ObservableCollection<int>? Observable { get; set; }

    public Weather Weather { get; set; }

    public Forecast? Forecast { get; set; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? More { get; set; }
}

using System.Text.Json.Serialization;
using FastEmit.Events;

namespace FastEmit.Tests.Events;

public enum ReceivedColor { Red, Green = 5, Blue }

[MaxDepth(32)]
public sealed record ReceivedAddress(string Street, int? Number, ReceivedAddress? Next = null);

/// <summary>A member of every kind that is read.</summary>
[method: JsonConstructor]
[HookEvent("order", Namespace = "/in", Receive = true)]
public readonly partial record struct ReceivedOrder(
    string Id, string? Note, bool Paid, int Items, long Big, ulong Huge, byte Small, double Price, decimal Total, Guid Key,
    DateTime At, DateTimeOffset Since, DateOnly Day, TimeOnly Clock, TimeSpan Took, Uri? Link, char Letter,
    [property: JsonConverter(typeof(JsonStringEnumConverter<ReceivedColor>))] ReceivedColor Color, ReceivedColor Number, int? Optional,
    int[] Counts, List<string?> Tags, Dictionary<string, int[]> Ways, byte[] Bytes, int Defaulted = 7)
{
    /// <summary>Not in the constructor, with a value of its own.</summary>
    public string Kind { get; init; } = "plain";

    /// <summary>What JsonSerializer needs a constructor for.</summary>
    public int Sum => Items + 1;
}

[HookEvent("placed", Namespace = "/in", Receive = true)]
public sealed partial record ReceivedPlaced(string Id, ReceivedAddress? To)
{
    public required int Level { get; init; }
}

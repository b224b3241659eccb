using System.Text.Json.Serialization;
using FastEmit.Events;
using FastEmit.Tests.Events;

[assembly: ClosedEvent(typeof(Changed<Version>))]

namespace FastEmit.Tests.Events;

/// <summary>Something was replaced by something else.</summary>
/// <param name="Id">Which.</param>
/// <param name="Before">As it was.</param>
/// <param name="After">As it is.</param>
[HookEvent("{T}_changed", Namespace = "/in", Receive = true)]
public readonly partial record struct Changed<T>([property: PartitionKey] string Id, T Before, T After);

/// <summary>Two parameters, a constraint, members of its own and a reference.</summary>
[HookEvent("{TKey}_of_{TValue}", Receive = true)]
public sealed partial record Pair<TKey, TValue>(TKey Key, List<TValue?> Values, int Count = 7)
    where TKey : notnull
    where TValue : class
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Dictionary<TKey, TValue>? More { get; init; }
}

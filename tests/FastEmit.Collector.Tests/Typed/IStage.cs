using System.Text.Json.Serialization;
using FastEmit.Events;

namespace FastEmit.Collector.Tests.Typed;

/// <summary>An event of several types.</summary>
[HookEvent("stage", Namespace = "/hook", Receive = true)]
[JsonDerivedType(typeof(Planned), "planned")]
[JsonDerivedType(typeof(Reached), "reached")]
public partial interface IStage
{
    [PartitionKey]
    int Number { get; }
}

public sealed record Planned(int Number, string Why) : IStage;

public readonly record struct Reached(int Number) : IStage;

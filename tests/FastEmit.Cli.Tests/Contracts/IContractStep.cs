using System.Text.Json.Serialization;
using FastEmit.Events;

namespace FastEmit.Cli.Tests.Contracts;

/// <summary>An event of several types.</summary>
[HookEvent("step", Namespace = "/contract")]
[JsonDerivedType(typeof(ContractAsked), "asked")]
[JsonDerivedType(typeof(ContractAnswered), "answered")]
public partial interface IContractStep
{
    [PartitionKey]
    string Session { get; }
}

/// <summary>Somebody asked.</summary>
/// <param name="Session">Whose.</param>
/// <param name="Text">In words.</param>
public sealed record ContractAsked(string Session, string Text) : IContractStep;

public sealed record ContractAnswered(
    string Session, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ContractPlace? From, long Length) : IContractStep;

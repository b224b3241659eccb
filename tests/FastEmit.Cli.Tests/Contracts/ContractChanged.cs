using FastEmit.Events;

namespace FastEmit.Cli.Tests.Contracts;

/// <summary>Something else now.</summary>
[HookEvent("{T}_changed", Namespace = "/contract")]
public readonly partial record struct ContractChanged<T>(T Before, T After);

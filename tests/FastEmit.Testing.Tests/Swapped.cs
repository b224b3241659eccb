using FastEmit.Events;

namespace FastEmit.Testing.Tests;

/// <summary>A generic event.</summary>
[HookEvent("{T}_swapped")]
public readonly partial record struct Swapped<T>(T Before, T After);

using FastEmit.Events;

namespace FastEmit.Cli.Emitting;

/// <summary>What a line says about the event that it is the data of.</summary>
/// <param name="Descriptor">The event's name and namespace.</param>
/// <param name="Partition">Which lines it keeps its order with.</param>
internal readonly record struct EventLine(HookEventDescriptor Descriptor, uint Partition);

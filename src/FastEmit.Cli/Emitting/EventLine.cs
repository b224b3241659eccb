using FastEmit.Events;

namespace FastEmit.Cli.Emitting;

/// <summary>The event of an input line.</summary>
internal readonly ref struct EventLine(HookEventDescriptor descriptor, ReadOnlySpan<byte> data, uint partition)
{
    /// <summary>Name and namespace.</summary>
    public HookEventDescriptor Descriptor { get; } = descriptor;

    /// <summary>The data: a part of the line, or all of it.</summary>
    public ReadOnlySpan<byte> Data { get; } = data;

    /// <summary>The partition: lines of one partition keep their order.</summary>
    public uint Partition { get; } = partition;
}

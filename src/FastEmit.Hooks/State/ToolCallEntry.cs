using System.Runtime.InteropServices;

namespace FastEmit.Hooks.State;

/// <summary>A tool call in the state file. Changed only under the lock of its set.</summary>
[StructLayout(LayoutKind.Sequential, Size = Size)]
internal struct ToolCallEntry
{
    /// <summary>Bytes of an entry.</summary>
    public const int Size = 32;

    /// <summary>The first half of its key; zero while the entry is free or being written.</summary>
    public ulong KeyLow;

    /// <summary>The second half of its key.</summary>
    public ulong KeyHigh;

    /// <summary>When the call began, as a timestamp of the monotonic clock; zero when that is not known.</summary>
    public long StartedAt;

    /// <summary>The upper 56 bits: the timestamp of the last report of the call. The lower 8 bits: the <see cref="ToolCallStep"/>.</summary>
    public long TouchedAndSteps;

    /// <summary>The steps that were reported.</summary>
    public readonly ToolCallStep Steps => (ToolCallStep)(byte)TouchedAndSteps;

    /// <summary>Whether the entry belongs to this call.</summary>
    public readonly bool Is(in ToolCallKey key) => KeyLow == key.Low && KeyHigh == key.High;
}

/// <summary>The reported steps of a tool call, as bits for an entry of the state file.</summary>
[Flags]
internal enum ToolCallStep : byte
{
    None = 0,
    Before = 1,
    After = 2,
    PermissionAsked = 4,
}

namespace FastEmit.Buffers;

/// <summary>The result of an attempt to claim space in a ring.</summary>
internal enum AppendResult : byte
{
    /// <summary>The record is in the ring.</summary>
    Appended = 0,

    /// <summary>There is no room until more is released.</summary>
    Full,

    /// <summary>The ring takes no more records.</summary>
    Sealed,
}

namespace FastEmit.Buffers;

/// <summary>How much of a lost file could be read.</summary>
internal enum RingRemains
{
    /// <summary>Nothing that makes sense.</summary>
    None = 0,

    /// <summary>A part.</summary>
    Some,

    /// <summary>Every byte.</summary>
    All,
}

namespace FastEmit.Tests.Buffers.Model;

/// <summary>Ways to break the protocol, each of which the exploration must notice.</summary>
internal enum ModelFault
{
    None = 0,

    /// <summary>Releasing writes have no order: a commit may be seen before the packet.</summary>
    WritesWithoutRelease,

    /// <summary>Acquiring reads have no order: the packet may be read before the commit.</summary>
    ReadsWithoutAcquire,

    /// <summary>Compare-and-swap is a read and a write.</summary>
    ClaimInTwoSteps,

    /// <summary>Released bytes are not overwritten.</summary>
    NoOverwriteOnRelease,

    /// <summary>The whole capacity may be claimed.</summary>
    NoSpareUnit,

    /// <summary>A claim takes a unit that is free at whatever position.</summary>
    FreeAtAnyPosition,

    /// <summary>A commit does not look whether its claim still stands.</summary>
    CommitWithoutLooking,

    /// <summary>The living count as dead.</summary>
    LivingCountAsDead,
}

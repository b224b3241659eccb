namespace FastEmit.Tests.Buffers.Model;

/// <summary>Kinds of <see cref="ModelEvent"/>.</summary>
internal enum ModelEventKind : byte
{
    /// <summary>A producer is about to append the packet with this identity.</summary>
    Appending,

    /// <summary>The append was accepted.</summary>
    Appended,

    /// <summary>The append was refused.</summary>
    Refused,

    /// <summary>A consumer has read the packet with this identity, whole.</summary>
    Read,

    /// <summary>A consumer has read bytes that nobody appended.</summary>
    ReadTorn,

    /// <summary>A consumer is about to release everything that it has read.</summary>
    Releasing,

    /// <summary>The ring found damage, which there is none of.</summary>
    Damaged,

    /// <summary>Bytes that are claimed but cannot be read past.</summary>
    Stuck,

    /// <summary>The ring counts another number of records than were read.</summary>
    Miscounted,
}

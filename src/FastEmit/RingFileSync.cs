namespace FastEmit;

/// <summary>When the files of <see cref="Options.RingOptions.File"/> are written to the disk, which only a power cut or a crash of the kernel makes a difference to.</summary>
public enum RingFileSync
{
    /// <summary>When the kernel thinks fit, on Linux some 30 s later. Costs nothing.</summary>
    Never = 0,

    /// <summary>Every <see cref="Options.RingOptions.SyncInterval"/>, if something has changed. An event that was queued longer ago survives a power cut.</summary>
    Interval,

    /// <summary>
    /// As <see cref="Interval"/>, and before each write of events to the network, which waits for the disk; and
    /// <see cref="HookEmitter.FlushAsync(TimeSpan, CancellationToken)"/> returns when all that was queued before is confirmed or on the disk.
    /// </summary>
    EveryFlush,
}

namespace FastEmit.Hooks.Spooling;

/// <summary>What was read out of a ring file.</summary>
internal sealed record SalvageReport
{
    /// <summary>Events that were written out.</summary>
    public long Events { get; init; }

    /// <summary>Those of them whose checksum is wrong or could not be checked.</summary>
    public long Unverified { get; init; }

    /// <summary>What is wrong with the file, in a sentence; null when its header is whole.</summary>
    public string? Problem { get; init; }
}

namespace FastEmit.Hooks.Spooling;

/// <summary>The result of the recovery from a ring file.</summary>
internal sealed record SalvageReport
{
    /// <summary>Events that were written out.</summary>
    public long Events { get; init; }

    /// <summary>The number of these whose checksum is wrong or could not be checked.</summary>
    public long Unverified { get; init; }

    /// <summary>The file's problem, in a sentence; null when its header is intact.</summary>
    public string? Problem { get; init; }
}

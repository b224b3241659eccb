namespace FastEmit.Sending;

/// <summary>How far a pass may write.</summary>
/// <param name="Furthest">The ring position that no record may reach beyond.</param>
/// <param name="AloneAt">Where nothing is on the way: one record always may be written there, however large, or it could never be sent.</param>
internal readonly record struct FlowLimit(long Furthest, long AloneAt)
{
    /// <summary>Whether a record from <paramref name="start"/> to <paramref name="end"/> may be written.</summary>
    public bool Allows(long start, long end) => end <= Furthest || start == AloneAt;
}

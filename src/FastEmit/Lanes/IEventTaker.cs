namespace FastEmit.Lanes;

/// <summary>Takes over events that the lanes do not deliver: the way to the fallback, if there is one.</summary>
internal interface IEventTaker
{
    /// <summary>Takes over a record of a lane's ring, and counts it from now on instead of the lane. The lane's sender only.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="packet">The record's content.</param>
    /// <param name="reason">Why.</param>
    /// <param name="detail">Details, or null.</param>
    /// <returns>Whether there was room.</returns>
    bool TryTakeOver(Lane lane, ReadOnlySpan<byte> packet, DropReason reason, string? detail);
}

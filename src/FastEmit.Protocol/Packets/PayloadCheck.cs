namespace FastEmit.Protocol.Packets;

/// <summary>How much of a packet's JSON a reader judges.</summary>
internal enum PayloadCheck
{
    /// <summary>All of it: valid JSON of the right shape, in one pass.</summary>
    Strict,

    /// <summary>
    /// For a hot path whose consumer parses the JSON itself or only counts: an array's brackets and its first element are judged, what
    /// lies between is not. Packets other than plain events and acks are judged in whole.
    /// </summary>
    Envelope,
}

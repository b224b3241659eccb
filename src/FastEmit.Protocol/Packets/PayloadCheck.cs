namespace FastEmit.Protocol.Packets;

/// <summary>The part of a packet's JSON that a reader validates.</summary>
internal enum PayloadCheck
{
    /// <summary>All of it: valid JSON of the right shape, in one pass.</summary>
    Strict,

    /// <summary>
    /// For a hot path whose consumer parses the JSON itself or only counts: only an array's brackets and first element are validated.
    /// Packets other than plain events and acks are validated fully.
    /// </summary>
    Envelope,
}

namespace FastEmit.Protocol.Packets;

/// <summary>What a peer may announce in one packet.</summary>
/// <param name="MaxAttachments">Binary frames of one packet. The official parser allows 10 since 4.2.6 (CVE-2026-33151).</param>
/// <param name="MaxNamespaceLength">Bytes of a namespace's name.</param>
/// <param name="MaxJsonDepth">Nesting of a payload, at most <see cref="DeepestJson"/>.</param>
internal readonly record struct PacketLimits(int MaxAttachments, int MaxNamespaceLength, int MaxJsonDepth)
{
    /// <summary>The official peers take any depth. Nothing here recurses, so that only memory for each level has to end somewhere.</summary>
    public const int DeepestJson = 1000;

    public static PacketLimits Default => new(10, 512, DeepestJson);
}

namespace FastEmit.Protocol.Packets;

/// <summary>The limits on a peer's packet.</summary>
/// <param name="MaxAttachments">The maximum number of binary frames of one packet. The official parser allows 10 since 4.2.6 (CVE-2026-33151).</param>
/// <param name="MaxNamespaceLength">The maximum length of a namespace's name in bytes.</param>
/// <param name="MaxJsonDepth">The maximum nesting of a payload, at most <see cref="DeepestJson"/>.</param>
internal readonly record struct PacketLimits(int MaxAttachments, int MaxNamespaceLength, int MaxJsonDepth)
{
    /// <summary>The official peers accept any depth. No code here recurses, so the limit only bounds the memory per level.</summary>
    public const int DeepestJson = 1000;

    public static PacketLimits Default => new(10, 512, DeepestJson);
}

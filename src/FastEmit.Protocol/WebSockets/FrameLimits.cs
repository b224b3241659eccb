namespace FastEmit.Protocol.WebSockets;

/// <summary>What a peer may make this side hold in memory.</summary>
/// <param name="MaxMessageBytes">Largest message after assembly; it bounds a single frame as well.</param>
/// <param name="MaxFragments">Most frames of one message, against floods of tiny fragments (CVE-2026-48779).</param>
internal readonly record struct FrameLimits(int MaxMessageBytes, int MaxFragments)
{
    /// <summary>16 MiB a message; 4,096 fragments, which is that size in pieces of 4 KiB.</summary>
    public static FrameLimits Default => new(16 * 1024 * 1024, 4096);
}

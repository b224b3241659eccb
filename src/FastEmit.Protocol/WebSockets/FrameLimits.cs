namespace FastEmit.Protocol.WebSockets;

/// <summary>The limits on the memory that a peer's messages use.</summary>
/// <param name="MaxMessageBytes">The largest message after assembly, in bytes; it limits a single frame as well.</param>
/// <param name="MaxFragments">The maximum number of frames of one message, against floods of tiny fragments (CVE-2026-48779).</param>
internal readonly record struct FrameLimits(int MaxMessageBytes, int MaxFragments)
{
    /// <summary>16 MiB per message; 4,096 fragments, which is that size in pieces of 4 KiB.</summary>
    public static FrameLimits Default => new(16 * 1024 * 1024, 4096);
}

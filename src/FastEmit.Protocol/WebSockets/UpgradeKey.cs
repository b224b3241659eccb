using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace FastEmit.Protocol.WebSockets;

/// <summary>Sec-WebSocket-Key and the answer to it (RFC 6455 sections 4.1 and 4.2.2).</summary>
internal static class UpgradeKey
{
    private const string AcceptGuid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private const int KeyBytes = 16;

    public static string New() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes));

    /// <summary>Whether a Sec-WebSocket-Key has the RFC's form: 16 bytes in base64.</summary>
    public static bool IsValid(string? key) => key is not null && Base64.IsValid(key, out int length) && length == KeyBytes;

    /// <summary>The Sec-WebSocket-Accept for <paramref name="key"/>.</summary>
    [SuppressMessage("Security", "CA5350", Justification = "RFC 6455 prescribes SHA-1 here; it guards nothing.")]
    public static string AcceptFor(string key) => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + AcceptGuid)));
}

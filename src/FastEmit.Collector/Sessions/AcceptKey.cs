using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace FastEmit.Collector.Sessions;

/// <summary>The server's proof that it understood a WebSocket upgrade (RFC 6455 section 4.2.2).</summary>
internal static class AcceptKey
{
    private const int NonceBytes = 16;

    /// <summary>Whether a Sec-WebSocket-Key is what the RFC asks for: 16 bytes in base64.</summary>
    public static bool IsValid(string? key) =>
        key is not null && Base64.IsValid(key, out int length) && length == NonceBytes;

    /// <summary>The Sec-WebSocket-Accept for a key.</summary>
    [SuppressMessage("Security", "CA5350", Justification = "RFC 6455 prescribes SHA-1; nothing is kept secret by it.")]
    public static string Compute(string key) =>
        Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
}

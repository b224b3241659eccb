using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FastEmit.Protocol.Packets;

namespace FastEmit.Collector.Access;

/// <summary>The token that clients of a collector show.</summary>
internal static class AuthToken
{
    private const string BearerScheme = "Bearer ";

    /// <summary>The string member <c>token</c> of an auth payload, or null.</summary>
    /// <param name="auth">A valid JSON object, or nothing.</param>
    public static string? Find(ReadOnlySpan<byte> auth)
    {
        Utf8JsonReader reader = new(auth, new JsonReaderOptions { MaxDepth = PacketLimits.DeepestJson });
        if (auth.IsEmpty || !reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isToken = JsonText.Is(ref reader, "token"u8);
            reader.Read();
            if (isToken && reader.TokenType == JsonTokenType.String)
            {
                return GetText(ref reader);
            }

            reader.Skip();
        }

        return null;
    }

    private static string? GetText(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null; // Half a surrogate pair is no text.
        }
    }

    /// <summary>The token of an Authorization header, or null.</summary>
    public static string? FindBearer(string header) =>
        header.StartsWith(BearerScheme, StringComparison.OrdinalIgnoreCase) ? header[BearerScheme.Length..].Trim() : null;

    /// <summary>Compares in a time that depends neither on where the tokens differ nor on how long the right one is.</summary>
    public static bool Matches(string? shown, string right)
    {
        Span<byte> hashOfShown = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> hashOfRight = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(shown ?? ""), hashOfShown);
        SHA256.HashData(Encoding.UTF8.GetBytes(right), hashOfRight);
        return CryptographicOperations.FixedTimeEquals(hashOfShown, hashOfRight);
    }
}

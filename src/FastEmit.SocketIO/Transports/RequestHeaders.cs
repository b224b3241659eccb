namespace FastEmit.SocketIO.Transports;

/// <summary>Which headers a user may add to the handshake's requests. The others are refused before anything is sent.</summary>
internal static class RequestHeaders
{
    /// <summary>They say how this connection works.</summary>
    private static readonly HashSet<string> Owned = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Upgrade", "Transfer-Encoding", "Content-Length", "Expect", "TE", "Trailer", "Keep-Alive", "HTTP2-Settings",
    };

    /// <summary>Null, or what is wrong. The value may be a secret and is never shown.</summary>
    public static string? Problem(string? name, string? value)
    {
        if (string.IsNullOrEmpty(name))
        {
            return "a header has no name";
        }

        if (Owned.Contains(name) || name.StartsWith("Sec-WebSocket-", StringComparison.OrdinalIgnoreCase))
        {
            return $"'{name}' is a header that belongs to the connection itself";
        }

        using HttpRequestMessage probe = new();
        if (!probe.Headers.TryAddWithoutValidation(name, ""))
        {
            return $"'{name}' is not a header of a request without a body";
        }

        // What the platform would refuse when it writes the request.
        return value is not null && IsText(value) ? null : $"'{name}' has a value that is not one line of ASCII text";
    }

    private static bool IsText(string value)
    {
        foreach (char c in value)
        {
            if (c is not ('\t' or (>= ' ' and <= '~')))
            {
                return false;
            }
        }

        return true;
    }
}

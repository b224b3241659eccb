using System.Globalization;

namespace FastEmit.Protocol.WebSockets;

/// <summary>The negotiated parameters of permessage-deflate (RFC 7692).</summary>
/// <param name="ClientNoContextTakeover">The client starts every message with an empty window.</param>
/// <param name="ServerNoContextTakeover">The server starts every message with an empty window.</param>
/// <param name="ClientMaxWindowBits">The size of the client's window as a power of two, in bytes.</param>
internal sealed record DeflateParameters(
    bool ClientNoContextTakeover, bool ServerNoContextTakeover, int ClientMaxWindowBits = DeflateParameters.LargestWindowBits)
{
    /// <summary>The bits of the largest window, 32 KiB.</summary>
    public const int LargestWindowBits = 15;

    /// <summary>The Sec-WebSocket-Extensions of a request. It always lets the server choose the client's window, which some servers require.</summary>
    public static string Offer(bool clientNoContextTakeover, bool serverNoContextTakeover) =>
        "permessage-deflate; client_max_window_bits"
        + (clientNoContextTakeover ? "; client_no_context_takeover" : "")
        + (serverNoContextTakeover ? "; server_no_context_takeover" : "");

    /// <summary>Reads the answer to an offer. Null when RFC 7692 does not allow the answer.</summary>
    public static DeflateParameters? ParseAnswer(string header, bool offeredClientNoContextTakeover)
    {
        string[] parts = header.Split(';', StringSplitOptions.TrimEntries);
        if (!parts[0].Equals("permessage-deflate", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        DeflateParameters parameters = new(offeredClientNoContextTakeover, false);
        HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);
        foreach (string part in parts.AsSpan(1))
        {
            string[] pair = part.Split('=', 2, StringSplitOptions.TrimEntries);
            string name = pair[0];
            if (!seen.Add(name))
            {
                return null;
            }

            switch (name.ToUpperInvariant())
            {
                case "CLIENT_NO_CONTEXT_TAKEOVER":
                    parameters = parameters with { ClientNoContextTakeover = true };
                    break;
                case "SERVER_NO_CONTEXT_TAKEOVER":
                    parameters = parameters with { ServerNoContextTakeover = true };
                    break;
                case "CLIENT_MAX_WINDOW_BITS":
                    // RFC 7692 section 7.1.2.2: an answer must have a value.
                    if (pair.Length < 2 || !int.TryParse(pair[1].Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out int bits)
                        || bits is < 8 or > LargestWindowBits)
                    {
                        return null;
                    }

                    parameters = parameters with { ClientMaxWindowBits = bits };
                    break;
                case "SERVER_MAX_WINDOW_BITS":
                    // The inflater reads a smaller window like the largest one.
                    break;
                default:
                    return null;
            }
        }

        return parameters;
    }
}

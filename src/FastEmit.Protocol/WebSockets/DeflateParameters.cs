namespace FastEmit.Protocol.WebSockets;

/// <summary>What was negotiated for permessage-deflate (RFC 7692).</summary>
/// <param name="ClientNoContextTakeover">The client starts every message with an empty window.</param>
/// <param name="ServerNoContextTakeover">The server does.</param>
internal sealed record DeflateParameters(bool ClientNoContextTakeover, bool ServerNoContextTakeover)
{
    /// <summary>The Sec-WebSocket-Extensions of a request. No window size is offered, so none can be asked of this side.</summary>
    public static string Offer(bool clientNoContextTakeover, bool serverNoContextTakeover) =>
        "permessage-deflate"
        + (clientNoContextTakeover ? "; client_no_context_takeover" : "")
        + (serverNoContextTakeover ? "; server_no_context_takeover" : "");

    /// <summary>Reads the answer to an offer. Null when it is not one that RFC 7692 allows.</summary>
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
            string name = part.Split('=', 2)[0].Trim();
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
                case "SERVER_MAX_WINDOW_BITS":
                    // A smaller window is read like the largest one.
                    break;
                default:
                    return null;
            }
        }

        return parameters;
    }
}

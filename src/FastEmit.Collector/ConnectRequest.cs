using FastEmit.Collector.Access;

namespace FastEmit.Collector;

/// <summary>A client's CONNECT to a namespace, for <see cref="CollectorOptions.Authorize"/> to decide on.</summary>
public sealed class ConnectRequest
{
    internal ConnectRequest(CollectorConnection connection, string @namespace, ReadOnlyMemory<byte> auth)
    {
        Connection = connection;
        Namespace = @namespace;
        Auth = auth;
    }

    /// <summary>The connection that asks.</summary>
    public CollectorConnection Connection { get; }

    /// <summary>The namespace; <c>/</c> is the main one.</summary>
    public string Namespace { get; }

    /// <summary>The auth payload as it came: a JSON object in UTF-8, or nothing.</summary>
    public ReadOnlyMemory<byte> Auth { get; }

    /// <summary>The token that the client shows: <c>token</c> in <see cref="Auth"/>, else the bearer token of its HTTP request; null for none.</summary>
    public string? Token => AuthToken.Find(Auth.Span) ?? Connection.Handshake.BearerToken;
}

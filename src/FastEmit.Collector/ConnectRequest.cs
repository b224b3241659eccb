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

/// <summary>Is told that a client has joined a namespace, after the client's reply was queued and before any event of that namespace.</summary>
/// <param name="request">The CONNECT that was granted.</param>
public delegate void NamespaceJoinedHandler(ConnectRequest request);

/// <summary>
/// Decides whether a client may join a namespace. Runs at every CONNECT, for different clients and namespaces at the same time; the
/// connection's other namespaces go on meanwhile. An exception refuses the client without telling it why, and is counted in
/// <see cref="CollectorStats.HandlerErrors"/>.
/// </summary>
/// <param name="request">The client's request.</param>
/// <param name="cancellationToken">Cancelled when the connection ends.</param>
public delegate ValueTask<ConnectVerdict> ConnectAuthorizer(ConnectRequest request, CancellationToken cancellationToken);

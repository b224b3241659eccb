namespace FastEmit.Collector;

/// <summary>
/// Decides whether a client may join a namespace. Runs at every CONNECT, for different clients and namespaces at the same time; the
/// connection's other namespaces go on meanwhile. An exception refuses the client without telling it why, and is counted in
/// <see cref="CollectorStats.HandlerErrors"/>.
/// </summary>
/// <param name="request">The client's request.</param>
/// <param name="cancellationToken">Cancelled when the connection ends.</param>
public delegate ValueTask<ConnectVerdict> ConnectAuthorizer(ConnectRequest request, CancellationToken cancellationToken);

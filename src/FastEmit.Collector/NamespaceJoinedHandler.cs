namespace FastEmit.Collector;

/// <summary>Is told that a client has joined a namespace, after the client's reply was queued and before any event of that namespace.</summary>
/// <param name="request">The CONNECT that was granted.</param>
public delegate void NamespaceJoinedHandler(ConnectRequest request);

using System.Net;
using System.Text;
using FastEmit.Collector.Sessions;

namespace FastEmit.Collector;

/// <summary>A client's connection (Engine.IO session), from its handshake to its end. Thread-safe.</summary>
public sealed class CollectorConnection
{
    private readonly CollectorSession _session;

    internal CollectorConnection(CollectorSession session, Handshake handshake)
    {
        _session = session;
        Handshake = handshake;
    }

    /// <summary>The Engine.IO session id; 20 characters, hard to guess.</summary>
    public string Id => _session.Id;

    /// <summary>Where the client's first request came from, if the server knows.</summary>
    public IPAddress? RemoteAddress => Handshake.RemoteAddress;

    /// <summary>The query of the client's first request, with its question mark.</summary>
    public string Query => Handshake.Query;

    /// <summary>The headers of the client's first request, names in any case. Credentials among them are the application's to guard.</summary>
    public IReadOnlyDictionary<string, string> Headers => Handshake.Headers;

    /// <summary>The present transport: <c>polling</c> or <c>websocket</c>.</summary>
    public string Transport => _session.TransportName;

    internal Handshake Handshake { get; }

    /// <summary>Whether the connection has ended.</summary>
    internal bool IsOver => _session.IsOver;

    /// <summary>Queues an event for the client. Returns at once.</summary>
    /// <param name="namespace">A namespace that the client has joined.</param>
    /// <param name="name">The event's name, not one that Socket.IO keeps for itself (<c>connect</c>, <c>disconnect</c>, …).</param>
    /// <param name="argumentsJson">
    /// The arguments in UTF-8: JSON values separated by commas, or nothing. Written as they are. An attachment stands in them as
    /// <c>{"_placeholder":true,"num":0}</c>.
    /// </param>
    /// <param name="attachments">The attachments, at most ten, in the order of their numbers.</param>
    /// <returns>False when the client is not there any more, has not joined the namespace, or reads so slowly that
    /// <see cref="CollectorOptions.MaxOutgoingBytes"/> wait for it already.</returns>
    /// <exception cref="ArgumentException">The name is reserved, or there are too many attachments.</exception>
    public bool Emit(string @namespace, string name, ReadOnlySpan<byte> argumentsJson = default, params ReadOnlySpan<ReadOnlyMemory<byte>> attachments) =>
        _session.Emit(Encoding.UTF8.GetBytes(@namespace), name, argumentsJson, attachments);

    /// <summary>Takes the client out of a namespace. A client's events that are still under way are let go.</summary>
    /// <returns>False when it is not in there.</returns>
    public bool Disconnect(string @namespace) => _session.Dismiss(Encoding.UTF8.GetBytes(@namespace));

    /// <summary>Closes the connection with a word of goodbye. The client may come back.</summary>
    public void Close() => _session.Close(new Closing(Protocol.WebSockets.CloseCode.Normal, ""));
}

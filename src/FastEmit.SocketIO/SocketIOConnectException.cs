using System.Diagnostics.CodeAnalysis;
using System.Net;
using FastEmit.SocketIO.Transports;

namespace FastEmit.SocketIO;

/// <summary>A connection could not be made. The message names the URL (without its query, which may hold secrets) and the answer.</summary>
[SuppressMessage("Design", "CA1032", Justification = "The URL and the failure are always known.")]
public sealed class SocketIOConnectException : Exception
{
    /// <summary>Creates the exception; <paramref name="answer"/> describes the failure.</summary>
    /// <param name="failure">At which step it failed.</param>
    /// <param name="url">The server's URL, without secrets.</param>
    /// <param name="answer">A description of the failure.</param>
    /// <param name="statusCode">The HTTP status, if there was one.</param>
    /// <param name="innerException">The cause.</param>
    public SocketIOConnectException(
        ConnectFailure failure, string url, string answer, HttpStatusCode? statusCode = null, Exception? innerException = null)
        : base($"Cannot connect to {url}: {answer}", innerException)
    {
        Failure = failure;
        Url = url;
        StatusCode = statusCode;
    }

    /// <summary>The same, without the secrets of the connection, of which the answer may tell.</summary>
    internal SocketIOConnectException(
        ConnectFailure failure, EngineUrl url, string answer, HttpStatusCode? statusCode = null, Exception? innerException = null)
        : this(failure, url.Display, url.Secrets.Hide(answer), statusCode, url.Secrets.Hide(innerException))
    {
    }

    /// <summary>At which step it failed.</summary>
    public ConnectFailure Failure { get; }

    /// <summary>The server's URL, without the query.</summary>
    public string Url { get; }

    /// <summary>The HTTP status, when <see cref="Failure"/> is <see cref="ConnectFailure.HttpStatus"/>.</summary>
    public HttpStatusCode? StatusCode { get; }

    /// <summary>The server closed the connection after a CONNECT.</summary>
    internal static SocketIOConnectException ClosedOnConnect(string url) => new(ConnectFailure.OtherParser, url, OtherParserHint);

    /// <summary>The likely cause when a server closes cleanly instead of answering the first packet.</summary>
    internal const string OtherParserHint =
        "the server closed the connection instead of answering CONNECT. Servers do so that use another parser, such as "
        + "socket.io-msgpack-parser: this client speaks the default parser (socket.io-parser) only.";

    /// <summary>The server answered CONNECT without a sid: it is older than protocol 5.</summary>
    internal static SocketIOConnectException LegacyServer(string url) => new(
        ConnectFailure.UnsupportedVersion,
        url,
        "the server speaks Socket.IO v2 (its CONNECT packet carries no sid). This client speaks Socket.IO v3 and v4 (protocol 5).");
}

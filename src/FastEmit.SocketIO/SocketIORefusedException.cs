using System.Diagnostics.CodeAnalysis;

namespace FastEmit.SocketIO;

/// <summary>
/// The server refused a namespace: a middleware said no, or the namespace does not exist. The socket is inactive afterwards, that is, it
/// does not try again by itself.
/// </summary>
[SuppressMessage("Design", "CA1032", Justification = "The namespace and the answer are always known.")]
public sealed class SocketIORefusedException : Exception
{
    /// <inheritdoc cref="SocketIORefusedException"/>
    /// <param name="ns">The namespace that was asked for.</param>
    /// <param name="message">The server's words.</param>
    /// <param name="data">The server's additional details as UTF-8 JSON.</param>
    public SocketIORefusedException(string ns, string message, ReadOnlyMemory<byte> data)
        : base(message)
    {
        Namespace = ns;
        Data = data;
    }

    /// <summary>The namespace that was asked for.</summary>
    public string Namespace { get; }

    /// <summary>The server's additional details as UTF-8 JSON; empty when it gave none.</summary>
    public new ReadOnlyMemory<byte> Data { get; }
}

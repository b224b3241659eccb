using System.Diagnostics.CodeAnalysis;

namespace FastEmit.SocketIO;

/// <summary>An event found no room in the offline buffer, and the policy is <see cref="OfflinePolicy.Throw"/>.</summary>
[SuppressMessage("Design", "CA1032", Justification = "The limit is always known.")]
public sealed class SocketIOBufferFullException : Exception
{
    internal SocketIOBufferFullException(int maxBytes)
        : base($"The namespace is not connected and its offline buffer of {maxBytes} bytes is full.")
    {
    }
}

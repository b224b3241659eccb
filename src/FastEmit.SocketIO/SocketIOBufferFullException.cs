using System.Diagnostics.CodeAnalysis;

namespace FastEmit.SocketIO;

/// <summary>
/// An event found no room in the offline buffer, and the policy is <see cref="OfflinePolicy.Throw"/>; or, with
/// <see cref="SocketIOSocketOptions.Retries"/>, among the events that wait for their acks.
/// </summary>
[SuppressMessage("Design", "CA1032", Justification = "The limit is always known.")]
public sealed class SocketIOBufferFullException : Exception
{
    /// <inheritdoc cref="SocketIOBufferFullException"/>
    /// <param name="maxBytes">The limit.</param>
    public SocketIOBufferFullException(int maxBytes)
        : base($"The {maxBytes} bytes for events that wait for the namespace, or for their acks, are full.")
    {
    }
}

using System.Text;
using FastEmit.Events;
using FastEmit.SocketIO;

namespace FastEmit;

/// <summary>Emits marked records by a plain Socket.IO socket, without emitter and ring.</summary>
public static class HookEventSocketExtensions
{
    /// <summary>Emits <paramref name="value"/> as the generator writes it. Allocates nothing in steady state.</summary>
    /// <returns>Completed at once, unless the send buffer is full.</returns>
    /// <exception cref="ArgumentException">The socket is of another namespace than the event.</exception>
    /// <exception cref="InvalidOperationException">A member exceeds a <see cref="MaxLengthAttribute"/> that rejects, or there are more than ten attachments.</exception>
    /// <exception cref="SocketIOPacketTooLargeException">The server would not take it.</exception>
    /// <exception cref="SocketIOBufferFullException">Not connected, the offline buffer is full, and the policy is to throw.</exception>
    public static ValueTask EmitAsync<T>(this SocketIOSocket socket, in T value, CancellationToken cancellationToken = default)
        where T : IHookEvent<T>
    {
        ArgumentNullException.ThrowIfNull(socket);
        HookEventDescriptor descriptor = T.Descriptor;
        if (descriptor.Namespace != socket.Namespace)
        {
            throw new ArgumentException(
                $"The event '{descriptor.Name}' belongs to {descriptor.Namespace}, the socket to {socket.Namespace}.", nameof(value));
        }

        EventWriter writer = EventWriter.Rent();
        try
        {
            T.WriteOpenPacket(ref writer, in value);
            if (writer.IsRejected)
            {
                throw HookEventSerializer.Rejected(descriptor);
            }

            EventStamps.Close(ref writer);

            // "42" and, but for the main namespace, its name and a comma; the socket writes its own.
            int prefix = descriptor.Namespace == "/" ? 2 : 3 + Encoding.UTF8.GetByteCount(descriptor.Namespace);
            ReadOnlySpan<ReadOnlyMemory<byte>> attachments = writer.Attachments is { } list ? list.Items : default;
            return socket.EmitArrayAsync(writer.Written[prefix..], attachments, cancellationToken);
        }
        finally
        {
            writer.Return();
        }
    }
}

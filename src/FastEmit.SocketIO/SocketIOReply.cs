using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using FastEmit.SocketIO.Sending;

namespace FastEmit.SocketIO;

/// <summary>Answers one received event. Every member may be used from any thread, and one of them once.</summary>
public sealed class SocketIOReply
{
    private readonly SocketIOSocket _socket;
    private readonly long _ackId;
    private readonly int _membership;
    private int _sent;

    internal SocketIOReply(SocketIOSocket socket, long ackId, int membership)
    {
        _socket = socket;
        _ackId = ackId;
        _membership = membership;
    }

    /// <summary>Sends the ack. It goes nowhere, silently, when the namespace has been left, or its connection lost, since the event came.</summary>
    /// <exception cref="InvalidOperationException">It has been answered before.</exception>
    public void Send(params ReadOnlySpan<SocketIOArgument> arguments)
    {
        // Arguments that cannot be serialized leave the event open, to be answered with others.
        PacketBuilder builder = _socket.BuildAck(arguments);
        Claim();
        _socket.Emits.SendAck(_ackId, _membership, builder);
    }

    /// <summary>Sends the ack with one text, or with null.</summary>
    /// <exception cref="InvalidOperationException">It has been answered before.</exception>
    [OverloadResolutionPriority(1)]
    public void Send(string? argument) => Send([argument]);

    /// <summary>Sends the ack with one typed argument.</summary>
    /// <exception cref="InvalidOperationException">It has been answered before.</exception>
    public void Send<T>(T argument, JsonTypeInfo<T> typeInfo) => Send(SocketIOArgument.From(argument, typeInfo));

    private void Claim()
    {
        if (Interlocked.Exchange(ref _sent, 1) != 0)
        {
            throw new InvalidOperationException("The event has been answered before.");
        }
    }
}

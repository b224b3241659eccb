namespace FastEmit.SocketIO.Events;

/// <summary>
/// An event that can be read from what came over the wire. The source generator implements it for records marked
/// <c>[HookEvent(…, Receive = true)]</c>.
/// </summary>
/// <typeparam name="TSelf">The event's own type.</typeparam>
public interface IReceivedEvent<TSelf>
    where TSelf : IReceivedEvent<TSelf>
{
    /// <summary>The Socket.IO event name.</summary>
    static abstract string ReceivedName { get; }

    /// <summary>The Socket.IO namespace.</summary>
    static abstract string ReceivedNamespace { get; }

    /// <summary>Reads the event's data, one JSON object.</summary>
    /// <exception cref="System.Text.Json.JsonException">It is not JSON, or not of this type.</exception>
    static abstract TSelf Read(scoped ref EventReader reader);
}

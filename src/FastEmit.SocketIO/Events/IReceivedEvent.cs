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

/// <summary>Reads values that a converter of an event has written; the converter itself implements it, so that events with it can be received.</summary>
/// <typeparam name="T">The type, the same that it writes.</typeparam>
public interface IReceivedConverter<T>
{
    /// <summary>Reads exactly one JSON value. Called on the thread that receives, so it should not block.</summary>
    /// <exception cref="System.Text.Json.JsonException">The value is of another form; the reader's error names the member.</exception>
    static abstract T Read(scoped ref EventReader reader);
}

/// <summary>Takes an event that was read into its record.</summary>
/// <param name="value">The event.</param>
public delegate void TypedEventHandler<T>(in T value);

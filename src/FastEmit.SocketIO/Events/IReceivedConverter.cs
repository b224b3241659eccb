namespace FastEmit.SocketIO.Events;

/// <summary>Reads values that a converter of an event has written; the converter itself implements it, so that events with it can be received.</summary>
/// <typeparam name="T">The type, the same that it writes.</typeparam>
public interface IReceivedConverter<T>
{
    /// <summary>Reads exactly one JSON value. Called on the thread that receives, so it should not block.</summary>
    /// <exception cref="System.Text.Json.JsonException">The value is of another form; the reader's error names the member.</exception>
    static abstract T Read(scoped ref EventReader reader);
}

using System.ComponentModel;

namespace FastEmit.SocketIO.Events;

/// <summary>For generated code: the readers of closed types of generic events, registered when the assembly that names them is loaded.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ClosedReceivedEvents
{
    /// <summary>Called by a module initializer, before any code of that module can receive.</summary>
    public static void Register<TEvent>(string name, string @namespace, EventReader.ReadValue<TEvent> read)
        where TEvent : IReceivedEvent<TEvent> => Closed<TEvent>.Form = new Form<TEvent>(name, @namespace, read);

    /// <summary>The Socket.IO event name.</summary>
    /// <exception cref="InvalidOperationException">Nothing has closed the type, or it cannot be read; the message says so.</exception>
    public static string Name<TEvent>()
        where TEvent : IReceivedEvent<TEvent> => Of<TEvent>().Name;

    /// <summary>The Socket.IO namespace.</summary>
    /// <inheritdoc cref="Name"/>
    public static string Namespace<TEvent>()
        where TEvent : IReceivedEvent<TEvent> => Of<TEvent>().Namespace;

    /// <inheritdoc cref="IReceivedEvent{TSelf}.Read"/>
    public static TEvent Read<TEvent>(scoped ref EventReader reader)
        where TEvent : IReceivedEvent<TEvent> => Of<TEvent>().Read(ref reader);

    private static Form<TEvent> Of<TEvent>() => Closed<TEvent>.Form ?? throw NotClosed(typeof(TEvent));

    private static InvalidOperationException NotClosed(Type type) => new(
        $"'{type}' is a generic event that its assembly names nowhere with these types ([assembly: ClosedEvent(typeof(…))] does), or that cannot be received (FE028).");

    private static class Closed<TEvent>
    {
        internal static Form<TEvent>? Form;
    }

    private sealed record Form<TEvent>(string Name, string Namespace, EventReader.ReadValue<TEvent> Read);
}

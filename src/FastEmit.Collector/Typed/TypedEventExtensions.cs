using FastEmit.Collector.Storage;
using FastEmit.SocketIO.Events;
using EventReader = FastEmit.SocketIO.Events.EventReader;

namespace FastEmit.Collector;

/// <summary>Events read into marked records (<c>[HookEvent(…, Receive = true)]</c>).</summary>
public static class TypedEventExtensions
{
    /// <summary>
    /// Adds a handler for one event. An event that is not of the record's form is counted in <see cref="CollectorStats.HandlerErrors"/>.
    /// </summary>
    /// <returns>Takes the handler off when it is disposed.</returns>
    public static IDisposable On<T>(this EventCollector collector, TypedReceivedHandler<T> handler)
        where T : IReceivedEvent<T>
    {
        ArgumentNullException.ThrowIfNull(collector);
        ArgumentNullException.ThrowIfNull(handler);
        return collector.On(T.ReceivedNamespace, T.ReceivedName, (in ReceivedEvent received) =>
            handler(EventReader.Read<T>(received.Data, mayGoOn: true), new EventContext(in received)));
    }

    /// <summary>The stored event as its record.</summary>
    /// <exception cref="ArgumentException">It is of another name or namespace.</exception>
    /// <exception cref="System.Text.Json.JsonException">Its data is not of the record's form; the message names the member.</exception>
    public static T As<T>(this StoredEvent stored)
        where T : IReceivedEvent<T>
    {
        ArgumentNullException.ThrowIfNull(stored);
        return stored.Name == T.ReceivedName && stored.Namespace == T.ReceivedNamespace
            ? EventReader.Read<T>(stored.Data.Span)
            : throw new ArgumentException($"The event is '{stored.Name}' of {stored.Namespace}, not '{T.ReceivedName}' of {T.ReceivedNamespace}.", nameof(stored));
    }
}

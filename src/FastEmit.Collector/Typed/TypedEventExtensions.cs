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
            handler(EventReader.ReadArgument<T>(received.Data, received.Binary), new EventContext(in received)));
    }

    /// <summary>The stored event as its record. Texts of <c>[Utf8Text]</c> point into its data.</summary>
    /// <param name="stored">The event.</param>
    /// <param name="attachments">Its attachments, which its store gives (<see cref="EventStore.GetAttachmentsAsync"/>), if it has any.</param>
    /// <exception cref="ArgumentException">It is of another name or namespace.</exception>
    /// <exception cref="System.Text.Json.JsonException">Its data is not of the record's form; the message names the member.</exception>
    public static T As<T>(this StoredEvent stored, params ReadOnlySpan<ReadOnlyMemory<byte>> attachments)
        where T : IReceivedEvent<T>
    {
        ArgumentNullException.ThrowIfNull(stored);
        return stored.Name == T.ReceivedName && stored.Namespace == T.ReceivedNamespace
            ? EventReader.ReadShared<T>(stored.Data, attachments)
            : throw new ArgumentException($"The event is '{stored.Name}' of {stored.Namespace}, not '{T.ReceivedName}' of {T.ReceivedNamespace}.", nameof(stored));
    }
}

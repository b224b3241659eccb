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

/// <summary>Takes one event that was read into its record; called as <see cref="ReceivedEventHandler"/> is.</summary>
/// <param name="value">The event.</param>
/// <param name="context">Where it came from.</param>
public delegate void TypedReceivedHandler<T>(in T value, in EventContext context);

/// <summary>Where a typed event came from, and how to answer it. Valid during the handler's call only.</summary>
public readonly ref struct EventContext
{
    internal EventContext(in ReceivedEvent received) => Received = received;

    /// <summary>The event as it came over the wire.</summary>
    public ReceivedEvent Received { get; }

    /// <summary>The connection to answer on; null when the event came as an HTTP request of its own.</summary>
    public CollectorConnection? Connection => Received.Connection;

    /// <summary>Whether the client waits for an acknowledgement.</summary>
    public bool ExpectsAck => Received.ExpectsAck;

    /// <inheritdoc cref="ReceivedEvent.Acknowledge"/>
    public void Acknowledge(ReadOnlySpan<byte> argumentsJson = default) => Received.Acknowledge(argumentsJson);
}

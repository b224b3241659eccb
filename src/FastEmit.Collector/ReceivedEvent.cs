using FastEmit.Collector.Sessions;
using FastEmit.SocketIO.Receiving;

namespace FastEmit.Collector;

/// <summary>An event as it came over the wire. Its spans lie in the receive buffer and are valid during the handler's call only.</summary>
public readonly ref struct ReceivedEvent
{
    /// <summary>The Engine.IO session id of the connection that carried the event; empty when it came as an HTTP request of its own.</summary>
    public string ConnectionId => Connection?.Id ?? "";

    /// <summary>The connection that carried the event, to answer on; null when it came as an HTTP request of its own.</summary>
    public required CollectorConnection? Connection { get; init; }

    /// <summary>The namespace; <c>/</c> is the main one.</summary>
    public required ReadOnlySpan<byte> Namespace { get; init; }

    /// <summary>The event's name as it stands in the packet: a JSON string with its quotes, or a number.</summary>
    public required ReadOnlySpan<byte> NameJson { get; init; }

    /// <summary>
    /// The arguments behind the name as they stand in the packet, UTF-8 JSON: one value, several separated by commas, or nothing.
    /// Checked to be valid JSON when <see cref="CollectorOptions.ValidatesJson"/> is on.
    /// </summary>
    public required ReadOnlySpan<byte> Data { get; init; }

    /// <summary>The event's name without its quotes. Escapes, which names hardly ever have, are left as they are.</summary>
    public ReadOnlySpan<byte> Name => NameJson is [(byte)'"', .., (byte)'"'] ? NameJson[1..^1] : NameJson;

    /// <summary>Binary attachments of the event.</summary>
    public int Attachments => Binary.Count;

    /// <summary>Whether the client waits for an acknowledgement. It gets an empty one after the handlers unless one of them gives it.</summary>
    public bool ExpectsAck => Answers?.IsAckDue ?? false;

    internal AttachmentList Binary { get; init; }

    /// <summary>Those of the session that dispatches the event, or null.</summary>
    internal SessionAnswers? Answers { get; init; }

    /// <summary>The bytes that stand in <see cref="Data"/> as <c>{"_placeholder":true,"num":index}</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such attachment.</exception>
    public ReadOnlySpan<byte> GetAttachment(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Binary.Count);
        return Binary[index];
    }

    /// <summary>Acknowledges the event. Nothing happens when the client expects none, or has it already.</summary>
    /// <param name="argumentsJson">UTF-8 JSON values separated by commas, or nothing. Written as they are.</param>
    /// <param name="attachments">Attachments, at most ten, which stand in the arguments as <c>{"_placeholder":true,"num":0}</c>.</param>
    /// <exception cref="ArgumentException">There are too many attachments.</exception>
    public void Acknowledge(ReadOnlySpan<byte> argumentsJson = default, params ReadOnlySpan<ReadOnlyMemory<byte>> attachments) =>
        Answers?.Acknowledge(argumentsJson, attachments);
}

/// <summary>
/// Takes one event. Called for the events of one connection one after the other, in their order, and for several connections at the same
/// time. The connection reads nothing while the handler runs, so a slow handler slows its sender down. An event whose handler threw is
/// counted in <see cref="CollectorStats.HandlerErrors"/> and nothing else comes of it.
/// </summary>
/// <param name="received">The event.</param>
public delegate void ReceivedEventHandler(in ReceivedEvent received);

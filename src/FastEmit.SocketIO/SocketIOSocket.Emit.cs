using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using FastEmit.Protocol.Packets;
using FastEmit.SocketIO.Acks;
using FastEmit.SocketIO.Sending;

namespace FastEmit.SocketIO;

/// <content>
/// The forms of an emit, without and with ack. A packet is built in a buffer of the calling thread; <see cref="Emitting.Emits"/> takes it from there.
/// </content>
public sealed partial class SocketIOSocket
{
    /// <summary>
    /// Events that waited, or should have waited, for the namespace and were dropped, and those without ack whose
    /// <see cref="SocketIOSocketOptions.Retries"/> are used up; volatile ones are not counted.
    /// </summary>
    public long DroppedEvents => Emits.Dropped;

    /// <summary>Acks that are waited for.</summary>
    public int PendingAcks => Emits.Pending;

    /// <summary>Emits an event with any arguments.</summary>
    /// <returns>Completed at once, unless the send buffer is full.</returns>
    /// <exception cref="ArgumentException">The name is reserved.</exception>
    /// <exception cref="SocketIOPacketTooLargeException">The server would not take it.</exception>
    /// <exception cref="SocketIOBufferFullException">Not connected, the offline buffer is full, and the policy is to throw.</exception>
    public ValueTask EmitAsync(string name, params ReadOnlySpan<SocketIOArgument> arguments) =>
        EmitAsync(EmitOptions.None, name, arguments);

    /// <summary>Emits an event with one text, or with null: a literal null among any arguments would be no argument at all.</summary>
    /// <inheritdoc cref="EmitAsync(string, ReadOnlySpan{SocketIOArgument})"/>
    [OverloadResolutionPriority(1)]
    public ValueTask EmitAsync(string name, string? argument) => EmitAsync(EmitOptions.None, name, argument);

    /// <inheritdoc cref="EmitAsync(string, string)"/>
    [OverloadResolutionPriority(1)]
    public ValueTask EmitAsync(EmitOptions options, string name, string? argument) => EmitAsync(options, name, [argument]);

    /// <inheritdoc cref="EmitAsync(string, ReadOnlySpan{SocketIOArgument})"/>
    public ValueTask EmitAsync(EmitOptions options, string name, params ReadOnlySpan<SocketIOArgument> arguments)
    {
        PacketBuilder builder = Build(name, arguments);
        return Emits.Post(builder, options, CancellationToken.None);
    }

    /// <summary>Emits an event with one typed argument, by source-generated metadata. Allocates nothing in steady state.</summary>
    /// <inheritdoc cref="EmitAsync(string, ReadOnlySpan{SocketIOArgument})"/>
    public ValueTask EmitAsync<T>(
        string name,
        T argument,
        JsonTypeInfo<T> typeInfo,
        EmitOptions options = EmitOptions.None,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(typeInfo);
        PacketBuilder builder = Start(name);
        builder.Add(argument, typeInfo);
        return Emits.Post(builder, options, cancellationToken);
    }

    /// <summary>
    /// Emits an event whose arguments are UTF-8 JSON already: one, or several with commas between them, or nothing. They are not checked.
    /// Allocates nothing in steady state.
    /// </summary>
    /// <inheritdoc cref="EmitAsync(string, ReadOnlySpan{SocketIOArgument})"/>
    public ValueTask EmitJsonAsync(
        string name,
        ReadOnlySpan<byte> arguments,
        EmitOptions options = EmitOptions.None,
        CancellationToken cancellationToken = default)
    {
        PacketBuilder builder = Start(name);
        if (!arguments.IsEmpty)
        {
            builder.AddRaw(arguments);
        }

        return Emits.Post(builder, options, cancellationToken);
    }

    /// <summary>Emits and waits for the server's ack, whatever it carries. Takes <see cref="SocketIOSocketOptions.AckTimeout"/>.</summary>
    /// <inheritdoc cref="EmitWithAckAsync{T, TResult}"/>
    public ValueTask<SocketIOAck> EmitWithAckAsync(string name, params ReadOnlySpan<SocketIOArgument> arguments) =>
        Emits.PostWithAck(Build(name, arguments), ReplySource<SocketIOAck>.Rent(null, cancelable: false), timeout: null, CancellationToken.None);

    /// <summary>Emits an event with one text, or with null, and waits for the server's ack.</summary>
    /// <inheritdoc cref="EmitWithAckAsync{T, TResult}"/>
    [OverloadResolutionPriority(1)]
    public ValueTask<SocketIOAck> EmitWithAckAsync(string name, string? argument) => EmitWithAckAsync(name, [argument]);

    /// <inheritdoc cref="EmitWithAckAsync{T, TResult}"/>
    public ValueTask<SocketIOAck> EmitWithAckAsync(
        string name, SocketIOArgument[] arguments, TimeSpan? timeout, CancellationToken cancellationToken = default) =>
        Emits.PostWithAck(
            Build(name, arguments),
            ReplySource<SocketIOAck>.Rent(null, cancellationToken.CanBeCanceled),
            timeout,
            cancellationToken);

    /// <summary>Emits an event with any arguments and waits for the first argument of the server's ack.</summary>
    /// <inheritdoc cref="EmitWithAckAsync{T, TResult}"/>
    public ValueTask<TResult> EmitWithAckAsync<TResult>(
        string name,
        SocketIOArgument[] arguments,
        JsonTypeInfo<TResult> resultInfo,
        TimeSpan? timeout = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(resultInfo);
        return Emits.PostWithAck(
            Build(name, arguments), ReplySource<TResult>.Rent(resultInfo, cancellationToken.CanBeCanceled), timeout, cancellationToken);
    }

    /// <summary>Emits a typed argument and waits for the first argument of the server's ack.</summary>
    /// <param name="name">The event's name.</param>
    /// <param name="argument">Its argument.</param>
    /// <param name="typeInfo">Metadata of the argument.</param>
    /// <param name="resultInfo">Metadata of the ack's first argument.</param>
    /// <param name="timeout">
    /// Bound on the wait, offline time included; infinite for none. Null: <see cref="SocketIOSocketOptions.AckTimeout"/>, or with
    /// <see cref="SocketIOSocketOptions.Retries"/> as long as the attempts take.
    /// </param>
    /// <param name="cancellationToken">Ends the wait. A packet that has not left yet is taken back.</param>
    /// <exception cref="TimeoutException">No ack came in time.</exception>
    /// <exception cref="SocketIODisconnectedException">
    /// The connection was lost between the event and its ack, or closed before the event was sent.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The connection is disposed of.</exception>
    /// <exception cref="ArgumentException">The name is reserved, or there are too many attachments.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is neither more than zero nor infinite.</exception>
    /// <exception cref="SocketIOPacketTooLargeException">The server would not take it.</exception>
    /// <exception cref="SocketIOBufferFullException">Not connected, the offline buffer is full, and the policy is to throw.</exception>
    /// <exception cref="System.Text.Json.JsonException">The ack is not of the asked type.</exception>
    /// <remarks>Await the result once: its source is pooled.</remarks>
    public ValueTask<TResult> EmitWithAckAsync<T, TResult>(
        string name,
        T argument,
        JsonTypeInfo<T> typeInfo,
        JsonTypeInfo<TResult> resultInfo,
        TimeSpan? timeout = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(typeInfo);
        ArgumentNullException.ThrowIfNull(resultInfo);
        PacketBuilder builder = Start(name);
        builder.Add(argument, typeInfo);
        return Emits.PostWithAck(builder, ReplySource<TResult>.Rent(resultInfo, cancellationToken.CanBeCanceled), timeout, cancellationToken);
    }

    /// <summary>Emits UTF-8 JSON arguments, which are not checked, and waits for the first argument of the server's ack.</summary>
    /// <inheritdoc cref="EmitWithAckAsync{T, TResult}"/>
    public ValueTask<TResult> EmitJsonWithAckAsync<TResult>(
        string name,
        ReadOnlySpan<byte> arguments,
        JsonTypeInfo<TResult> resultInfo,
        TimeSpan? timeout = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(resultInfo);
        PacketBuilder builder = Start(name);
        if (!arguments.IsEmpty)
        {
            builder.AddRaw(arguments);
        }

        return Emits.PostWithAck(builder, ReplySource<TResult>.Rent(resultInfo, cancellationToken.CanBeCanceled), timeout, cancellationToken);
    }

    /// <summary>Emits an event with any arguments and waits for the first argument of the server's ack.</summary>
    /// <inheritdoc cref="EmitWithAckAsync{T, TResult}"/>
    [RequiresUnreferencedCode(ReflectedMetadata.Message)]
    [RequiresDynamicCode(ReflectedMetadata.Message)]
    public ValueTask<TResult> EmitWithAckAsync<TResult>(string name, params ReadOnlySpan<SocketIOArgument> arguments) =>
        Emits.PostWithAck(
            Build(name, arguments),
            ReplySource<TResult>.Rent(ReflectedMetadata.Of<TResult>(), cancelable: false),
            timeout: null,
            CancellationToken.None);

    /// <summary>Emits an array that is UTF-8 JSON already, name first and placeholders in it, as <c>["name",…]</c>. It is not checked.</summary>
    internal ValueTask EmitArrayAsync(
        ReadOnlySpan<byte> array, ReadOnlySpan<ReadOnlyMemory<byte>> attachments, CancellationToken cancellationToken)
    {
        PacketBuilder builder = PacketBuilder.Start(_utf8Namespace.Length);
        builder.AddRaw(array[1..^1]);
        foreach (ReadOnlyMemory<byte> attachment in attachments)
        {
            builder.Attach(new ReadOnlySequence<byte>(attachment));
        }

        return Emits.Post(builder, EmitOptions.None, cancellationToken);
    }

    /// <summary>The packet that answers an event, without the part before its arguments.</summary>
    internal PacketBuilder BuildAck(ReadOnlySpan<SocketIOArgument> arguments)
    {
        PacketBuilder builder = PacketBuilder.Start(_utf8Namespace.Length);
        foreach (ref readonly SocketIOArgument argument in arguments)
        {
            argument.WriteTo(builder);
        }

        return builder;
    }

    private PacketBuilder Start(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (ReservedEvents.Contains(name))
        {
            throw new ArgumentException($"'{name}' is a reserved event name.", nameof(name));
        }

        PacketBuilder builder = PacketBuilder.Start(_utf8Namespace.Length);
        builder.Add(name);
        return builder;
    }

    private PacketBuilder Build(string name, ReadOnlySpan<SocketIOArgument> arguments)
    {
        PacketBuilder builder = Start(name);
        foreach (ref readonly SocketIOArgument argument in arguments)
        {
            argument.WriteTo(builder);
        }

        return builder;
    }
}

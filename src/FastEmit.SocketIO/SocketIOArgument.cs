using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization.Metadata;
using FastEmit.SocketIO.Sending;

namespace FastEmit.SocketIO;

/// <summary>
/// One argument of an event. Strings, numbers, booleans and bytes convert by themselves; everything else comes by
/// <see cref="From{T}(T, JsonTypeInfo{T})"/> or <see cref="FromJson(ReadOnlyMemory{byte})"/>. Nothing is copied before the emit, which reads it once.
/// </summary>
public readonly struct SocketIOArgument
{
    private readonly object? _reference;
    private readonly ReadOnlyMemory<byte> _memory;
    private readonly ReadOnlySequence<byte> _sequence;
    private readonly double _number;
    private readonly long _integer;
    private readonly ArgumentKind _kind;

    private SocketIOArgument(
        ArgumentKind kind,
        object? reference = null,
        ReadOnlyMemory<byte> memory = default,
        ReadOnlySequence<byte> sequence = default,
        double number = 0,
        long integer = 0)
    {
        _kind = kind;
        _reference = reference;
        _memory = memory;
        _sequence = sequence;
        _number = number;
        _integer = integer;
    }

    /// <summary>JSON null.</summary>
    public static SocketIOArgument Null => default;

    /// <summary>A JSON string, or null.</summary>
    public static implicit operator SocketIOArgument(string? value) =>
        value is null ? default : new(ArgumentKind.String, reference: value);

    /// <summary>A JSON string of one letter; half a surrogate pair becomes U+FFFD.</summary>
    public static implicit operator SocketIOArgument(char value) => value.ToString();

    /// <summary>A JSON number.</summary>
    public static implicit operator SocketIOArgument(int value) => new(ArgumentKind.Integer, integer: value);

    /// <summary>
    /// A JSON number with all of its digits. JavaScript reads every number as a double, so beyond 2^53 it arrives there as another one:
    /// send such ids as text, here by <c>value.ToString()</c>, in typed payloads by
    /// <see cref="System.Text.Json.Serialization.JsonNumberHandling.WriteAsString"/>.
    /// </summary>
    public static implicit operator SocketIOArgument(long value) => new(ArgumentKind.Integer, integer: value);

    /// <inheritdoc cref="op_Implicit(long)"/>
    public static implicit operator SocketIOArgument(ulong value) => new(ArgumentKind.Unsigned, integer: unchecked((long)value));

    /// <summary>A JSON number with all of its digits, which JavaScript reads as a double.</summary>
    public static implicit operator SocketIOArgument(decimal value) => new(ArgumentKind.Decimal, reference: value);

    /// <summary>A JSON number, the shortest that reads back as this one. NaN and the infinities are not JSON; the emit throws for them.</summary>
    public static implicit operator SocketIOArgument(float value) => new(ArgumentKind.Single, number: value);

    /// <summary>A JSON number. NaN and the infinities are not JSON; the emit throws for them.</summary>
    public static implicit operator SocketIOArgument(double value) => new(ArgumentKind.Number, number: value);

    /// <summary>A JSON boolean.</summary>
    public static implicit operator SocketIOArgument(bool value) => new(ArgumentKind.Boolean, integer: value ? 1 : 0);

    /// <summary>A binary attachment, or null.</summary>
    public static implicit operator SocketIOArgument(byte[]? value) =>
        value is null ? default : new(ArgumentKind.Binary, memory: value);

    /// <summary>A binary attachment.</summary>
    public static implicit operator SocketIOArgument(ReadOnlyMemory<byte> value) => new(ArgumentKind.Binary, memory: value);

    /// <summary>A binary attachment; it is sent as one message whatever its segments are.</summary>
    public static implicit operator SocketIOArgument(ReadOnlySequence<byte> value) => new(ArgumentKind.BinarySequence, sequence: value);

    /// <summary>Any value, by source-generated metadata.</summary>
    public static SocketIOArgument From<T>(T value, JsonTypeInfo<T> typeInfo) =>
        new(ArgumentKind.Typed, reference: new TypedArgument<T>(value, typeInfo));

    /// <summary>Any value, read by reflection, its members in camelCase.</summary>
    [RequiresUnreferencedCode(ReflectedMetadata.Message)]
    [RequiresDynamicCode(ReflectedMetadata.Message)]
    public static SocketIOArgument From<T>(T value) => From(value, ReflectedMetadata.Of<T>());

    /// <summary>UTF-8 JSON that is valid already; it is not checked.</summary>
    public static SocketIOArgument FromJson(ReadOnlyMemory<byte> json) => new(ArgumentKind.Json, memory: json);

    internal void WriteTo(PacketBuilder builder)
    {
        switch (_kind)
        {
            case ArgumentKind.String:
                builder.Add((string)_reference!);
                break;
            case ArgumentKind.Integer:
                builder.Add(_integer);
                break;
            case ArgumentKind.Unsigned:
                builder.Add(unchecked((ulong)_integer));
                break;
            case ArgumentKind.Decimal:
                builder.Add((decimal)_reference!);
                break;
            case ArgumentKind.Single:
                builder.Add((float)_number);
                break;
            case ArgumentKind.Number:
                builder.Add(_number);
                break;
            case ArgumentKind.Boolean:
                builder.AddRaw(_integer != 0 ? "true"u8 : "false"u8);
                break;
            case ArgumentKind.Binary:
                builder.AddBinary(new ReadOnlySequence<byte>(_memory));
                break;
            case ArgumentKind.BinarySequence:
                builder.AddBinary(_sequence);
                break;
            case ArgumentKind.Json:
                builder.AddRaw(_memory.Span);
                break;
            case ArgumentKind.Typed:
                ((ITypedArgument)_reference!).WriteTo(builder);
                break;
            default:
                builder.AddRaw("null"u8);
                break;
        }
    }
}

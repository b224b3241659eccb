using System.Text.Json.Serialization.Metadata;

namespace FastEmit.SocketIO.Sending;

/// <inheritdoc cref="ITypedArgument"/>
internal sealed class TypedArgument<T>(T value, JsonTypeInfo<T> typeInfo) : ITypedArgument
{
    public void WriteTo(PacketBuilder builder) => builder.Add(value, typeInfo);
}

/// <summary>A value together with its metadata, whatever its type.</summary>
internal interface ITypedArgument
{
    void WriteTo(PacketBuilder builder);
}

/// <summary>The kind of value in a <see cref="SocketIOArgument"/>.</summary>
internal enum ArgumentKind : byte
{
    Null,
    String,
    Integer,
    Unsigned,
    Single,
    Number,
    Decimal,
    Boolean,
    Binary,
    BinarySequence,
    Json,
    Typed,
}

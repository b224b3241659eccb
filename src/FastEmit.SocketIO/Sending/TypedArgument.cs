using System.Text.Json.Serialization.Metadata;

namespace FastEmit.SocketIO.Sending;

/// <inheritdoc cref="ITypedArgument"/>
internal sealed class TypedArgument<T>(T value, JsonTypeInfo<T> typeInfo) : ITypedArgument
{
    public void WriteTo(PacketBuilder builder) => builder.Add(value, typeInfo);
}

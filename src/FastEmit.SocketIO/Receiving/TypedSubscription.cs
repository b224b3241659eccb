using System.Text.Json.Serialization.Metadata;

namespace FastEmit.SocketIO.Receiving;

/// <summary>A handler of the first argument.</summary>
internal sealed class TypedSubscription<T>(HandlerTable table, byte[] name, JsonTypeInfo<T> typeInfo, Action<T> handler)
    : EventSubscription(table, name)
{
    public override Delegate Handler => handler;

    public override ValueTask InvokeAsync(in SocketIOEvent received)
    {
        handler(received.GetArgument(0, typeInfo)!);
        return default;
    }
}

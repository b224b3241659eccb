using System.Text.Json.Serialization.Metadata;

namespace FastEmit.SocketIO.Receiving;

/// <summary>An asynchronous handler of the first argument.</summary>
internal sealed class AsyncTypedSubscription<T>(
    HandlerTable table, byte[] name, JsonTypeInfo<T> typeInfo, Delegate original, Func<T, ValueTask> handler)
    : EventSubscription(table, name)
{
    public override Delegate Handler => original;

    public override ValueTask InvokeAsync(in SocketIOEvent received) => handler(received.GetArgument(0, typeInfo)!);
}

using System.Text.Json.Serialization.Metadata;
using System.Threading.Channels;

namespace FastEmit.SocketIO.Receiving;

/// <summary>The unread events of a reader. While it is full, the socket's events wait.</summary>
internal sealed class EventChannel<T> : IDisposable
{
    private readonly Channel<T> _channel;
    private readonly IDisposable _subscription;
    private readonly CancellationTokenRegistration _disposal;

    public EventChannel(SocketIOSocket socket, string name, JsonTypeInfo<T> typeInfo, int capacity)
    {
        _channel = Channel.CreateBounded<T>(new BoundedChannelOptions(capacity) { SingleReader = true, SingleWriter = true });
        ChannelWriter<T> writer = _channel.Writer;
        _subscription = socket.On(name, typeInfo, value => WriteAsync(writer, value));
        _disposal = socket.Connection.Disposing.UnsafeRegister(static state => ((ChannelWriter<T>)state!).TryComplete(), writer);
    }

    public ChannelReader<T> Reader => _channel.Reader;

    /// <summary>Ends the reading; a write that waits for room goes on.</summary>
    public void Dispose()
    {
        _subscription.Dispose();
        _disposal.Dispose();
        _channel.Writer.TryComplete();
    }

    private static async ValueTask WriteAsync(ChannelWriter<T> writer, T value)
    {
        while (!writer.TryWrite(value) && await writer.WaitToWriteAsync().ConfigureAwait(false))
        {
        }
    }
}

using FastEmit.Events;

namespace FastEmit.Benchmarks.Serialization;

/// <summary>Serializes an event into the thread's scratch buffer and closes the packet: what an emitter does before its ring.</summary>
internal static class EventText
{
    public static int WriteFixed<TEvent>(in TEvent value, byte[] buffer)
        where TEvent : IHookEvent<TEvent>
    {
        var writer = new EventWriter(buffer);
        TEvent.WriteOpenPacket(ref writer, in value);
        return writer.Written.Length;
    }

    public static int Write<TEvent>(in TEvent value)
        where TEvent : IHookEvent<TEvent>
    {
        var writer = EventWriter.Rent();
        TEvent.WriteOpenPacket(ref writer, in value);
        int written = writer.Written.Length;
        writer.Return();
        return written;
    }
}

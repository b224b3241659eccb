using System.Text;
using FastEmit.Events;

namespace FastEmit.Tests.Events;

/// <summary>The bytes of events, outside an emitter.</summary>
internal static class EventText
{
    /// <summary>The packet as an emitter receives it: the data's object is still open.</summary>
    public static string OpenPacket<TEvent>(in TEvent value)
        where TEvent : IHookEvent<TEvent>
    {
        var writer = EventWriter.Rent();
        TEvent.WriteOpenPacket(ref writer, in value);
        string text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(writer.Written);
        writer.Return();
        return text;
    }

    /// <summary>The event's data alone, closed.</summary>
    public static string Data<TEvent>(in TEvent value)
        where TEvent : IHookEvent<TEvent>
    {
        string prefix = Encoding.UTF8.GetString(TEvent.Descriptor.OpenPacket);
        string packet = OpenPacket(in value);
        Assert.StartsWith(prefix, packet, StringComparison.Ordinal);
        return packet[prefix.Length..] + "}";
    }
}

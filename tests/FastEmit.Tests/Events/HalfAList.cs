using FastEmit.Events;

namespace FastEmit.Tests.Events;

/// <summary>A converter with a fault: its list has no end.</summary>
public sealed class HalfAList : IEventConverter<int>
{
    public static void Write(ref EventWriter writer, int value)
    {
        writer.WriteRaw("["u8);
        writer.WriteNumber(value);
    }
}

using FastEmit.Events;

namespace FastEmit.Tests.Events;

/// <summary>A converter with a fault: it writes nothing.</summary>
public sealed class Silent : IEventConverter<int>
{
    public static void Write(ref EventWriter writer, int value)
    {
    }
}

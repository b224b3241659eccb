using FastEmit.Events;

namespace FastEmit.Tests.Events;

/// <summary>A converter that does what the test wants, on the emitting thread, in the middle of the event.</summary>
public sealed class Acting : IEventConverter<string>
{
    [field: ThreadStatic]
    public static Action<string>? Act { get; set; }

    public static void Write(ref EventWriter writer, string value)
    {
        writer.WriteRaw("\""u8);
        Act?.Invoke(value);
        writer.WriteRaw("done\""u8);
    }
}

namespace FastEmit.Collector.Events;

/// <summary>
/// The number of an event, which an emitter adds as the last argument because the collector has asked for it: <c>"fastemit:3f0c1f3e8a1b4b2c-17+4"</c>.
/// It is taken off before anybody sees the event.
/// </summary>
internal static class NumberArgument
{
    private const int MaxLength = 64;

    private static ReadOnlySpan<byte> Start => "\"fastemit:"u8;

    /// <summary>Takes the number off an event's arguments. Returns it as <see cref="Sequence.TryParse"/> reads it; empty when there is none.</summary>
    public static ReadOnlySpan<byte> TakeOff(ref ReadOnlySpan<byte> arguments)
    {
        if (arguments.IsEmpty || arguments[^1] != (byte)'"')
        {
            return default;
        }

        int skipped = Math.Max(0, arguments.Length - MaxLength);
        int start = arguments[skipped..].LastIndexOf(Start) + skipped;
        if (start < skipped
            || (start > 0 && arguments[start - 1] != (byte)',') // A quote behind a comma begins a string: inside of one it would be escaped.
            || !Sequence.TryParse(arguments[(start + Start.Length)..^1], out _))
        {
            return default;
        }

        ReadOnlySpan<byte> number = arguments[(start + Start.Length)..^1];
        arguments = arguments[..Math.Max(0, start - 1)];
        return number;
    }
}

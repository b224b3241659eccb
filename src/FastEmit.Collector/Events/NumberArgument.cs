using FastEmit.Protocol.EngineIO;

namespace FastEmit.Collector.Events;

/// <summary>
/// The number of an event, which an emitter adds as the last argument because the collector has asked for it: <c>"fastemit:3f0c1f3e8a1b4b2c-17+4"</c>.
/// It is taken off before anybody sees the event.
/// </summary>
internal static class NumberArgument
{
    /// <summary>Takes the number off an event's arguments. False when there is none.</summary>
    public static bool TryTakeOff(ref ReadOnlySpan<byte> arguments, out Sequence number)
    {
        number = default;
        if (arguments.IsEmpty || arguments[^1] != (byte)'"')
        {
            return false;
        }

        ReadOnlySpan<byte> tail = arguments[Math.Max(0, arguments.Length - NumberRequest.MaxLength)..^1];
        ReadOnlySpan<byte> text = tail[(tail.LastIndexOf((byte)'"') + 1)..];
        int quote = arguments.Length - text.Length - 2;
        if (!text.StartsWith(NumberRequest.Start)
            || quote < 0
            || arguments[quote] != (byte)'"'
            || (quote > 0 && arguments[quote - 1] != (byte)',') // A quote behind a comma begins a string: inside of one it would be escaped.
            || !Sequence.TryParse(text[NumberRequest.Start.Length..], out number))
        {
            return false;
        }

        arguments = arguments[..Math.Max(0, quote - 1)];
        return true;
    }
}

namespace FastEmit.Protocol.EngineIO;

/// <summary>
/// The header with which a FastEmit collector, in its answer to the WebSocket handshake, asks an emitter for the number of each event, and the
/// form in which it gets them: a last argument such as <c>"fastemit:3f0c1f3e8a1b4b2c-17+4"</c>.
/// </summary>
internal static class NumberRequest
{
    /// <summary>The header's name.</summary>
    public const string Header = "FastEmit-Sequence";

    /// <summary>The form of the numbers.</summary>
    public const string Value = "1";

    /// <summary>The most bytes of a number with what begins and ends it: 16 digits, 19 of a position, 8 of a length, and what is between.</summary>
    public const int MaxLength = 64;

    /// <summary>What every number begins with, behind the quotation mark.</summary>
    public static ReadOnlySpan<byte> Start => "fastemit:"u8;
}

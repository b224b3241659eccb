namespace FastEmit.Protocol.EngineIO;

/// <summary>The header with which a FastEmit collector, in its answer to the WebSocket handshake, asks an emitter for the number of each event.</summary>
internal static class NumberRequest
{
    /// <summary>The header's name.</summary>
    public const string Header = "FastEmit-Sequence";

    /// <summary>The form of the numbers.</summary>
    public const string Value = "1";
}

namespace FastEmit.Protocol.Packets;

/// <summary>Event names that the protocol's implementations reserve. Emitting one is refused; receiving one is a parse error.</summary>
internal static class ReservedEvents
{
    public static bool Contains(string name) =>
        name is "connect" or "connect_error" or "disconnect" or "disconnecting" or "newListener" or "removeListener";

    /// <summary>Whether the JSON string (with quotes) is a reserved name, with any escapes.</summary>
    public static bool ContainsJson(ReadOnlySpan<byte> json)
    {
        if (json.Contains((byte)'\\'))
        {
            return ContainsEscaped(json);
        }

        // The length of the name excludes nearly every event at the first comparison.
        ReadOnlySpan<byte> name = json[1..^1];
        return name.Length switch
        {
            7 => name.SequenceEqual("connect"u8),
            10 => name.SequenceEqual("disconnect"u8),
            11 => name.SequenceEqual("newListener"u8),
            13 => name.SequenceEqual("connect_error"u8) || name.SequenceEqual("disconnecting"u8),
            14 => name.SequenceEqual("removeListener"u8),
            _ => false,
        };
    }

    private static bool ContainsEscaped(ReadOnlySpan<byte> json)
    {
        ReadOnlySpan<byte> name = json[1..^1];
        return JsonText.IsEscaped(name, "connect"u8) || JsonText.IsEscaped(name, "disconnect"u8)
            || JsonText.IsEscaped(name, "newListener"u8) || JsonText.IsEscaped(name, "connect_error"u8)
            || JsonText.IsEscaped(name, "disconnecting"u8) || JsonText.IsEscaped(name, "removeListener"u8);
    }
}

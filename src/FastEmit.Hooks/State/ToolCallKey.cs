using System.Buffers.Binary;

namespace FastEmit.Hooks.State;

/// <summary>A 128-bit key of a tool call: a hash of its id, or of its content when it has no id.</summary>
/// <param name="Low">The first half; never zero.</param>
/// <param name="High">The second half.</param>
internal readonly record struct ToolCallKey(ulong Low, ulong High)
{
    private const ulong FirstFactor = 0x9E37_79B9_7F4A_7C15; // 2^64 divided by the golden ratio
    private const ulong SecondFactor = 0xD6E8_FEB8_6659_FD93; // an odd constant with good avalanche (Stafford)

    /// <summary>The key of a call by its id. Ids should be unique; the session is included in case they are not.</summary>
    public static ToolCallKey OfId(string? sessionId, string toolUseId) => Mix(Mix(default, sessionId ?? "", 1), toolUseId, 2).Finished();

    /// <summary>The key of a call by session, tool and input.</summary>
    public static ToolCallKey OfContent(string? sessionId, string tool, ReadOnlySpan<byte> input)
    {
        ToolCallKey key = Mix(Mix(default, sessionId ?? "", 3), tool, 4);
        for (; input.Length >= sizeof(ulong); input = input[sizeof(ulong)..])
        {
            key = key.With(BinaryPrimitives.ReadUInt64LittleEndian(input));
        }

        ulong last = (ulong)input.Length;
        foreach (byte b in input)
        {
            last = (last << 8) | b;
        }

        return key.With(last).Finished();
    }

    /// <summary>As a correlation id: 32 hexadecimal digits.</summary>
    public override string ToString() => Low.ToString("x16", null) + High.ToString("x16", null);

    private static ToolCallKey Mix(ToolCallKey key, string text, ulong domain)
    {
        key = key.With(domain ^ ((ulong)text.Length << 32));
        foreach (char c in text)
        {
            key = key.With(c);
        }

        return key;
    }

    /// <summary>Mixes a word into both halves, each by a folded multiplication of its own.</summary>
    private ToolCallKey With(ulong word) => new(Fold(Low ^ word, FirstFactor), Fold(High + word, SecondFactor) ^ Low);

    private ToolCallKey Finished()
    {
        ToolCallKey key = With(0).With(~0UL);
        return key.Low == 0 ? key with { Low = 1 } : key;
    }

    private static ulong Fold(ulong value, ulong factor)
    {
        ulong high = Math.BigMul(value + factor, factor, out ulong low);
        return high ^ low;
    }
}

namespace FastEmit.Events;

/// <content>The checked members: for converters and events written by hand.</content>
public ref partial struct EventWriter
{
    /// <summary>Writes bytes as they are. They must be part of valid UTF-8 JSON.</summary>
    public void WriteRaw(scoped ReadOnlySpan<byte> utf8Json)
    {
        utf8Json.CopyTo(GetSpan(utf8Json.Length));
        _written += utf8Json.Length;
    }

    /// <summary>Writes a JSON string, or <c>null</c>.</summary>
    public void WriteString(string? value)
    {
        ref byte at = ref Reserve(UncheckedJson.StringBytes(value));
        Commit(ref UncheckedJson.String(ref this, ref at, value));
    }

    /// <summary>Writes a JSON string.</summary>
    public void WriteString(scoped ReadOnlySpan<char> value)
    {
        ref byte at = ref Reserve(value.Length + 2L);
        Commit(ref UncheckedJson.String(ref this, ref at, value));
    }

    /// <summary>Writes a number.</summary>
    public void WriteNumber(long value)
    {
        ref byte at = ref Reserve(UncheckedJson.Int64Bytes);
        Commit(ref UncheckedJson.Int64(ref at, value));
    }

    /// <summary>Writes a number.</summary>
    public void WriteNumber(ulong value)
    {
        ref byte at = ref Reserve(UncheckedJson.Int64Bytes);
        Commit(ref UncheckedJson.UInt64(ref at, value));
    }

    /// <summary>Writes the shortest number that reads back as <paramref name="value"/>; <c>null</c> for NaN and the infinities.</summary>
    public void WriteNumber(double value)
    {
        ref byte at = ref Reserve(UncheckedJson.FloatBytes);
        Commit(ref UncheckedJson.Double(ref at, value));
    }

    /// <summary>Writes <c>true</c> or <c>false</c>.</summary>
    public void WriteBoolean(bool value)
    {
        ref byte at = ref Reserve(UncheckedJson.BooleanBytes);
        Commit(ref UncheckedJson.Boolean(ref at, value));
    }

    /// <summary>Writes <c>null</c>.</summary>
    public void WriteNull() => WriteRaw("null"u8);
}

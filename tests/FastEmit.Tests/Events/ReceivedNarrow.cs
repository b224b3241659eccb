using System.Text.Json.Serialization;
using FastEmit.Events;

namespace FastEmit.Tests.Events;

public enum ReceivedByte : byte { Low, High = 255 }

public enum ReceivedShort : short { Low = -32768, High = 32767 }

public enum ReceivedHuge : ulong { Low, High = ulong.MaxValue }

/// <summary>Enums of other sizes than 32 bits, by number and by name.</summary>
[HookEvent("narrow", Receive = true)]
public readonly partial record struct ReceivedNarrow(
    ReceivedByte Byte, ReceivedShort Short, ReceivedHuge Huge,
    [property: JsonConverter(typeof(JsonStringEnumConverter<ReceivedByte>))] ReceivedByte NamedByte,
    [property: JsonConverter(typeof(JsonStringEnumConverter<ReceivedShort>))] ReceivedShort NamedShort,
    [property: JsonConverter(typeof(JsonStringEnumConverter<ReceivedHuge>))] ReceivedHuge NamedHuge);

/// <summary>Text as bytes.</summary>
[HookEvent("utf8", Receive = true)]
public readonly partial record struct ReceivedUtf8([property: Utf8Text] byte[]? Bytes, [property: Utf8Text] ReadOnlyMemory<byte> View, [property: Utf8Text] Memory<byte>? Optional);

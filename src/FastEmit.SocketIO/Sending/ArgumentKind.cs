namespace FastEmit.SocketIO.Sending;

/// <summary>What a <see cref="SocketIOArgument"/> holds.</summary>
internal enum ArgumentKind : byte
{
    Null,
    String,
    Integer,
    Unsigned,
    Single,
    Number,
    Decimal,
    Boolean,
    Binary,
    BinarySequence,
    Json,
    Typed,
}

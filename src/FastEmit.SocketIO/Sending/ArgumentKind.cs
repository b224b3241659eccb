namespace FastEmit.SocketIO.Sending;

/// <summary>The kind of value in a <see cref="SocketIOArgument"/>.</summary>
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

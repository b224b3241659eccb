namespace FastEmit.SocketIO.Sending;

/// <summary>What a <see cref="SocketIOArgument"/> holds.</summary>
internal enum ArgumentKind : byte
{
    Null,
    String,
    Integer,
    Number,
    Boolean,
    Binary,
    BinarySequence,
    Json,
    Typed,
}

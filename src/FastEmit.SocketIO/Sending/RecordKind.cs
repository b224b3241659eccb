namespace FastEmit.SocketIO.Sending;

/// <summary>What a record of the outbox becomes on the wire.</summary>
internal enum RecordKind : byte
{
    /// <summary>A text packet.</summary>
    Text,

    /// <summary>An attachment of the text packet before it.</summary>
    Attachment,
}

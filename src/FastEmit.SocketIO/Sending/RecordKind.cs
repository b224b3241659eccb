namespace FastEmit.SocketIO.Sending;

/// <summary>The kind of frame that a record of the outbox becomes.</summary>
internal enum RecordKind : byte
{
    /// <summary>A text packet.</summary>
    Text,

    /// <summary>An attachment of the text packet before it.</summary>
    Attachment,
}

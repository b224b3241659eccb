namespace FastEmit.Sending;

/// <summary>The envelope, stamps and overhead that an emitter adds to the packets of its events.</summary>
/// <param name="Envelope">The name of the array event that a batch travels in, as JSON, or empty.</param>
/// <param name="Stamp">The batch id, or null.</param>
/// <param name="Overhead">Bytes that a message may have beyond its event's packet.</param>
/// <param name="IsAcknowledged">Whether each batch asks for an answer.</param>
/// <param name="MayNumber">Whether events are numbered where the server asks for it.</param>
internal sealed record WireFormat(byte[] Envelope, BatchStamp? Stamp, int Overhead, bool IsAcknowledged, bool MayNumber = false)
{
    /// <summary>Whether batches can be seen on the wire. If not, one is only a run of frames.</summary>
    public bool HasVisibleBatches => Stamp is not null || Envelope.Length != 0 || IsAcknowledged;

    /// <summary>An event's argument array, with its stamps.</summary>
    public static void WriteArguments(ref FrameBatch frames, ReadOnlySpan<byte> arguments, PacketTail tail)
    {
        frames.Append(arguments[..^tail.Replaced]);
        frames.Append(tail.Bytes);
    }
}

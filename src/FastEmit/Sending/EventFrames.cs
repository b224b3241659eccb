namespace FastEmit.Sending;

/// <summary>Writes the events of a pass: as plain frames, or as batches and stamps that can be seen on the wire. Asked once a pass.</summary>
internal abstract class EventFrames(SenderState state, Confirming confirming, CompoundFrames compounds)
{
    protected SenderState State { get; } = state;

    protected Confirming Confirming { get; } = confirming;

    protected CompoundFrames Compounds { get; } = compounds;

    /// <summary>The room that a flush has to have for the record that comes first.</summary>
    /// <param name="session">The connection.</param>
    /// <param name="headLength">Bytes of that record's frames.</param>
    public abstract int MaxLength(Session session, int headLength);

    /// <summary>Writes what the limit allows, and counts it. Returns how many events that were.</summary>
    public abstract long Write(Session session, FlowLimit limit, ref FrameBatch frames);
}

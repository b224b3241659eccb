namespace FastEmit.Acks;

/// <summary>The answers that callers of <c>EmitAsync</c> wait for, as the sending core and the read loops know them. Any thread.</summary>
internal interface IAwaitedAnswers
{
    /// <summary>Tells ids of this emitter from those that an earlier one has left in a ring file.</summary>
    long Owner { get; }

    /// <summary>How many there are.</summary>
    int Count { get; }

    /// <summary>Whether anybody waits for it.</summary>
    bool IsPending(long id);

    /// <summary>Notes that the event is being written. False when the wait has ended.</summary>
    bool OnWrite(long id);

    /// <summary>The server's answer has come.</summary>
    void Complete(long id, ReadOnlySpan<byte> arguments);

    /// <summary>The answer cannot come any more.</summary>
    void Fail(long id, EmitFailure failure);
}

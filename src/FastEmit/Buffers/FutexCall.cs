namespace FastEmit.Buffers;

/// <summary>The word itself is what the kernel waits on.</summary>
internal sealed unsafe class FutexCall : RingCall
{
    /// <inheritdoc/>
    public override bool Wait(int* word, int value) => Futex.Wait(word, value);

    /// <inheritdoc/>
    public override void Interrupt(int* word) => Futex.Wake(word);

    /// <inheritdoc/>
    public override void Dispose()
    {
    }
}

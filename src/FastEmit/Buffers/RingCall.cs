namespace FastEmit.Buffers;

/// <summary>The way that a call of another process comes in: one thread waits on a mapped word until it changes.</summary>
internal abstract unsafe class RingCall : IDisposable
{
    /// <summary>Blocks until a call, unless the word has another value by now. May also return for no reason.</summary>
    /// <returns>False when this process turns out not to be able to wait: it would return at once every time.</returns>
    public abstract bool Wait(int* word, int value);

    /// <summary>Has <see cref="Wait"/> return, now that the word has changed. Another thread.</summary>
    public abstract void Interrupt(int* word);

    /// <summary>Lets others listen. When the waiting thread has ended, or is about to.</summary>
    public abstract void Dispose();
}

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

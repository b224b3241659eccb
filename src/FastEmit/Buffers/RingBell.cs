namespace FastEmit.Buffers;

/// <summary>
/// Lets producers in other processes wake the consumer of a ring file: a word in the file, and a thread of the consumer's that
/// sleeps on it in the kernel.
/// </summary>
/// <remarks>
/// The consumer asks, then looks at the ring once more; a producer commits, then looks whether it is asked. One of them must
/// see the other's write, which takes a full fence on both sides: the commit is a compare-and-swap, and <see cref="Ask"/>
/// ends with a fence. A producer pays a system call only when it is asked.
/// </remarks>
internal sealed unsafe class RingBell : IDisposable
{
    private const int Quiet = 0;
    private const int Asked = 1;
    private const int Rung = 2;

    /// <summary>Enough for a loop around one system call.</summary>
    private const int StackBytes = 128 << 10;

    private readonly MappedRingMemory _memory;
    private readonly RingCall _call;
    private readonly Action _onRung;
    private readonly Thread _thread;
    private bool _isAsking;
    private volatile bool _isDeaf;
    private volatile bool _isDisposed;

    /// <summary>Begins to listen. One at a time, in the consuming process.</summary>
    /// <param name="memory">The ring's memory.</param>
    /// <param name="call">How producers reach this process; this object's from now on.</param>
    /// <param name="name">Of the thread.</param>
    /// <param name="onRung">Called by the thread; must not throw.</param>
    public RingBell(MappedRingMemory memory, RingCall call, string name, Action onRung)
    {
        _memory = memory;
        _call = call;
        _onRung = onRung;
        Volatile.Write(ref *Word(memory), Quiet);
        _thread = new Thread(Listen, StackBytes) { IsBackground = true, Name = name };
        _thread.UnsafeStart();
    }

    /// <summary>Whether the kernel turned out not to let this process wait, so that nothing rings any more. Any thread.</summary>
    public bool IsDeaf => _isDeaf;

    /// <summary>The next record that another process appends is to ring. Consumer only; it looks at the ring once more afterwards.</summary>
    public void Ask()
    {
        _isAsking = true;
        Volatile.Write(ref *Word(_memory), Asked);
        Interlocked.MemoryBarrier();
    }

    /// <summary>Takes that back: the consumer is awake. Consumer only.</summary>
    public void StopAsking()
    {
        if (_isAsking)
        {
            _isAsking = false;
            Volatile.Write(ref *Word(_memory), Quiet);
        }
    }

    /// <summary>A record was appended and committed, with a full fence. Producers in processes other than the consumer's.</summary>
    public static void RingIfAsked(MappedRingMemory memory)
    {
        int* word = Word(memory);
        if (Volatile.Read(ref *word) == Asked && Interlocked.CompareExchange(ref *word, Rung, Asked) == Asked)
        {
            memory.Backing.Wake(memory.Path, word);
        }
    }

    /// <summary>Ends the thread.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        Interlocked.Exchange(ref *Word(_memory), Rung);
        _call.Interrupt(Word(_memory));
        if (_memory.IsLost)
        {
            _call.Dispose();
            return; // It may sleep on a page that is gone, where no call reaches it; it looks when it wakes by itself.
        }

        _thread.Join();
        _call.Dispose();
        Volatile.Write(ref *Word(_memory), Quiet);
    }

    private static int* Word(MappedRingMemory memory) => (int*)(memory.Start + RingLayout.Bell);

    private void Listen()
    {
        int* word = Word(_memory);
        while (!_isDisposed)
        {
            int value = Volatile.Read(ref *word);
            if (value == Rung)
            {
                if (Interlocked.CompareExchange(ref *word, Quiet, Rung) == Rung)
                {
                    _onRung();
                }
            }
            else if (!_call.Wait(word, value) && !_isDisposed)
            {
                _isDeaf = true;
                _onRung(); // The consumer may be asleep already, in the belief that it will be woken.
                return;
            }
        }
    }
}

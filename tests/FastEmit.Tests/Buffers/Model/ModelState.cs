namespace FastEmit.Tests.Buffers.Model;

/// <summary>
/// A state of the model: where each thread is, and for each word of memory all values that some thread may still read.
/// </summary>
/// <remarks>
/// The memory is that of the C11 release/acquire model, operationally: a word is a list of messages, a thread has a
/// view (the oldest message of each word that it may still read), a releasing write carries its writer's view, and an
/// acquiring read of it takes that view over. Plain reads may therefore be stale and plain writes be seen in any order,
/// as on ARM; x86 allows a part of that. Not modelled: a plain read that sees a write from its own future. On these
/// processors that would take a store that overtakes the load, which the releasing write after each use of a packet forbids.
/// </remarks>
internal sealed class ModelState
{
    /// <summary>The trie node of each thread's log of answers.</summary>
    public required int[] Nodes { get; init; }

    /// <summary>Whether a thread was killed.</summary>
    public required bool[] Dead { get; init; }

    /// <summary>Per thread and word the index of the oldest message that it may read.</summary>
    public required byte[][] Views { get; init; }

    /// <summary>Per word its messages, oldest first.</summary>
    public required ModelMessage[][] Memory { get; init; }

    public static ModelState Initial(int threads, long[] memory) => new()
    {
        Nodes = new int[threads],
        Dead = new bool[threads],
        Views = [.. Enumerable.Range(0, threads).Select(_ => new byte[memory.Length])],
        Memory = [.. memory.Select(static value => new[] { new ModelMessage(value, null) })],
    };

    /// <summary>A copy that one thread's step may change: that thread's node and view, and the list of words.</summary>
    public ModelState ForStepOf(int thread)
    {
        byte[][] views = [.. Views];
        views[thread] = [.. Views[thread]];
        return new ModelState { Nodes = [.. Nodes], Dead = [.. Dead], Views = views, Memory = [.. Memory] };
    }

    /// <summary>Takes over what a message's writer knew.</summary>
    public void Join(int thread, byte[]? knows)
    {
        byte[] view = Views[thread];
        for (int word = 0; knows is not null && word < view.Length; word++)
        {
            view[word] = Math.Max(view[word], knows[word]);
        }
    }

    /// <summary>Makes a thread see nothing but the newest value of each word: it has gone through the kernel.</summary>
    public void SeeNewest(int thread) => Views[thread] = [.. Memory.Select(static messages => (byte)(messages.Length - 1))];

    /// <summary>Forgets what a thread that is finished knew; nobody asks it any more.</summary>
    public void Forget(int thread) => Views[thread] = new byte[Memory.Length];

    /// <summary>Appends a message to a word, as its newest.</summary>
    public void Append(int thread, int word, long value, bool release, byte[]? alsoKnows = null)
    {
        ModelMessage[] messages = Memory[word];
        Views[thread][word] = checked((byte)messages.Length);
        byte[]? knows = null;
        if (release)
        {
            if (alsoKnows is not null)
            {
                Join(thread, alsoKnows);
            }

            knows = [.. Views[thread]];
        }

        Memory[word] = [.. messages, new ModelMessage(value, knows)];
    }

    /// <summary>Drops messages that no thread can read any more, so that equal states look equal.</summary>
    public void Normalize(ReadOnlySpan<bool> gone)
    {
        int words = Memory.Length;
        byte[] oldest = new byte[words];
        for (int word = 0; word < words; word++)
        {
            int least = Memory[word].Length - 1;
            for (int thread = 0; thread < Views.Length; thread++)
            {
                least = gone[thread] ? least : Math.Min(least, Views[thread][word]);
            }

            oldest[word] = (byte)least;
        }

        if (oldest.AsSpan().IndexOfAnyExcept((byte)0) < 0)
        {
            return;
        }

        for (int thread = 0; thread < Views.Length; thread++)
        {
            Views[thread] = Rebase(Views[thread], oldest);
        }

        for (int word = 0; word < words; word++)
        {
            Memory[word] = [.. Memory[word].Skip(oldest[word]).Select(message =>
                message.Knows is null ? message : message with { Knows = Rebase(message.Knows, oldest) })];
        }
    }

    /// <summary>128 bits that tell states apart.</summary>
    public UInt128 Fingerprint()
    {
        ModelHash hash = new();
        for (int thread = 0; thread < Nodes.Length; thread++)
        {
            hash.Add((ulong)Nodes[thread] << 1 | (Dead[thread] ? 1UL : 0));
            hash.Add(Views[thread]);
        }

        foreach (ModelMessage[] messages in Memory)
        {
            hash.Add((ulong)messages.Length);
            foreach (ModelMessage message in messages)
            {
                hash.Add((ulong)message.Value);
                hash.Add(message.Knows ?? []);
            }
        }

        return hash.Value;
    }

    private static byte[] Rebase(byte[] view, byte[] oldest)
    {
        byte[] rebased = new byte[view.Length];
        for (int word = 0; word < view.Length; word++)
        {
            rebased[word] = (byte)Math.Max(0, view[word] - oldest[word]);
        }

        return rebased;
    }
}

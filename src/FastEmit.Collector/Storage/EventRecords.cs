namespace FastEmit.Collector.Storage;

/// <summary>
/// The events of one read on their way into a store, in order. They lie in the caller's buffer and are gone when
/// <see cref="EventStore.Append"/> returns.
/// </summary>
public readonly ref struct EventRecords
{
    /// <param name="bytes">Records of <see cref="RecordFormat"/>.</param>
    /// <param name="count">How many they are.</param>
    internal EventRecords(ReadOnlySpan<byte> bytes, int count)
    {
        Bytes = bytes;
        Count = count;
    }

    /// <summary>How many events there are: 1 or more.</summary>
    public int Count { get; }

    internal ReadOnlySpan<byte> Bytes { get; }

    /// <summary>Goes through the events, in order.</summary>
    public Enumerator GetEnumerator() => new(Bytes);

    /// <summary>Goes through events.</summary>
    public ref struct Enumerator
    {
        private ReadOnlySpan<byte> _rest;
        private EventRecord _current;

        internal Enumerator(ReadOnlySpan<byte> bytes) => _rest = bytes;

        /// <summary>The event that was moved to.</summary>
        public readonly EventRecord Current => _current;

        /// <summary>Moves to the next event; false when there is none.</summary>
        public bool MoveNext() => RecordFormat.TryRead(ref _rest, out _current);
    }
}

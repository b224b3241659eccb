namespace FastEmit.Collector.Postgres;

/// <summary>Something that has a number in the database, which is valid in one partition and until the next trouble. For the thread that writes.</summary>
internal abstract class NumberedEntry(byte[] key)
{
    private long _number;
    private int _epoch;

    /// <summary>Its key.</summary>
    public byte[] Key => key;

    /// <summary>The number, or null when it is not known in this epoch.</summary>
    public long? NumberIn(int epoch) => _epoch == epoch ? _number : null;

    public void SetNumber(long number, int epoch) => (_number, _epoch) = (number, epoch);
}

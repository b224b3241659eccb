namespace FastEmit.Collector.Sqlite;

/// <summary>How a <see cref="SqliteEventStore"/> behaves. Read and validated once, when it is opened.</summary>
public sealed class SqliteStoreOptions
{
    /// <summary>The folder of the store's files, one store in a folder. It is created if it is not there.</summary>
    public required string Directory { get; init; }

    /// <summary>
    /// The most bytes on disk: 16 MiB to 16 TiB. Beyond, the oldest file goes, which holds about a sixteenth of them (256 MiB at the most).
    /// </summary>
    public long MaxBytes { get; init; } = 4L << 30;

    /// <summary>
    /// How long events are kept: one minute to 100 years, or null (the default) for as long as there is room. A file goes when its last
    /// event is that old, with or without traffic; queries leave out older events at once.
    /// </summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>
    /// Whether a stored event also survives a power cut and the death of the operating system. It costs one wait for the disk per batch;
    /// without it, a stored event survives the death of any process, <c>kill -9</c> included.
    /// </summary>
    public bool SurvivesPowerLoss { get; init; }

    /// <summary>How many bytes of events may wait for the disk before senders have to wait: 64 KiB to 1 GiB. Up to twice as many are held in memory.</summary>
    public int QueueBytes { get; init; } = 8 << 20;

    /// <summary>The clock of retention and of retries.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>About how large one file becomes.</summary>
    internal long FileBytes => Math.Min(256L << 20, MaxBytes / 16);

    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    internal void Validate()
    {
        Require(!string.IsNullOrWhiteSpace(Directory), nameof(Directory), "a path");
        Require(MaxBytes is >= 16 << 20 and <= 16L << 40, nameof(MaxBytes), "16 MiB to 16 TiB");
        Require(
            MaxAge is not { } age || (age >= TimeSpan.FromMinutes(1) && age <= TimeSpan.FromDays(36_525)), nameof(MaxAge), "one minute to 100 years, or null");
        Require(QueueBytes is >= 64 << 10 and <= 1 << 30, nameof(QueueBytes), "64 KiB to 1 GiB");
    }

    private static void Require(bool holds, string name, string accepted)
    {
        if (!holds)
        {
            throw new ArgumentException($"{nameof(SqliteStoreOptions)}.{name} is out of its range; accepted: {accepted}.");
        }
    }
}

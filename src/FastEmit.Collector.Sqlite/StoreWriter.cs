using FastEmit.Collector.Storage;
using Microsoft.Data.Sqlite;

namespace FastEmit.Collector.Sqlite;

/// <summary>
/// The one loop that writes: takes what waits, commits it, and tells who waits for it. It gives events up only when the store is closed
/// and the disk goes on refusing them; they were not confirmed.
/// </summary>
internal sealed class StoreWriter(SqliteStoreOptions options, VolumeFolder folder, WriteQueue queue, VolumeWriter first)
{
    /// <summary>
    /// Events of one commit at the most. A commit costs about as much as thirty events; so many make that vanish and still are done in a
    /// few milliseconds, for which their senders wait.
    /// </summary>
    private const int MaxCommit = 2048;

    /// <summary>How long after a failure the batch is tried again.</summary>
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(250);

    /// <summary>How long after the store was closed a batch is tried again.</summary>
    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(2);

    /// <summary>How often the age of files is looked at, at the most.</summary>
    private static readonly TimeSpan AgeInterval = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, long> _lastTimes = [];
    private VolumeWriter? _volume = first;
    private long _ageCheckedAt = options.TimeProvider.GetTimestamp();
    private long _errors;
    private bool _isFailing;
    private string? _lastError;

    /// <summary>Whether the last attempt failed. Any thread.</summary>
    public bool IsFailing => Volatile.Read(ref _isFailing);

    /// <summary>Failed attempts. Any thread.</summary>
    public long Errors => Interlocked.Read(ref _errors);

    /// <summary>The message of the last of them. Any thread.</summary>
    public string? LastError => Volatile.Read(ref _lastError);

    /// <summary>Opens the last file of a folder for writing, or the first. One that is damaged is set aside.</summary>
    public static VolumeWriter OpenLast(VolumeFolder folder, SqliteStoreOptions options, long storedId = 0)
    {
        folder.Recover();
        while (folder.Files is [.., { IsDamaged: false } last])
        {
            try
            {
                return VolumeWriter.Open(last, options.SurvivesPowerLoss);
            }
            catch (SqliteException e) when (Damage.Is(e))
            {
                folder.SetAside(last);
            }
        }

        VolumeFile next = folder.New(folder.NextId(storedId));
        VolumeWriter volume = OpenNew(next, options);
        folder.Add(next); // Not before it has its tables, which a query would look for.
        return volume;
    }

    public async Task RunAsync()
    {
        // Events grow old without traffic, too.
        using ITimer? aging = options.MaxAge is null
            ? null
            : options.TimeProvider.CreateTimer(static queue => ((WriteQueue)queue!).Wake(), queue, AgeInterval, AgeInterval);
        try
        {
            while (true)
            {
                (ReadOnlyMemory<byte> records, int count) = await queue.TakeAsync().ConfigureAwait(false);
                if (count == 0 && queue.ClosedAt is not null)
                {
                    break;
                }

                if (count == 0)
                {
                    TryRetain();
                }
                else if (!await TryStoreAsync(records, count).ConfigureAwait(false))
                {
                    queue.Fail(new IOException($"The store was closed before the disk took what waited: {LastError}"));
                    return;
                }
            }

            _volume?.Finish();
        }
        catch (Exception e)
        {
            queue.Fail(e);
            throw;
        }
        finally
        {
            _volume?.Dispose();
        }
    }

    /// <summary>Stores a batch, however long that takes; false when the store was closed and it cannot be done.</summary>
    private async Task<bool> TryStoreAsync(ReadOnlyMemory<byte> records, int count)
    {
        while (count > 0)
        {
            int taken = Math.Min(count, MaxCommit);
            int bytes;
            while (!TryStore(records.Span, taken, out bytes))
            {
                if (queue.ClosedAt is { } closedAt && options.TimeProvider.GetElapsedTime(closedAt) >= LastPatience)
                {
                    return false;
                }

                await Task.Delay(RetryDelay, options.TimeProvider).ConfigureAwait(false);
            }

            queue.OnStored(_volume!.LastId);
            records = records[bytes..];
            count -= taken;
            TryRetain();
        }

        return true;
    }

    /// <summary>Commits the first events. False when that failed; then it is as if it had not been tried.</summary>
    private bool TryStore(ReadOnlySpan<byte> records, int count, out int bytes)
    {
        bytes = 0;
        try
        {
            VolumeWriter volume = Volume();
            ReadOnlySpan<byte> rest = records;
            volume.Begin();
            for (int i = 0; i < count && RecordFormat.TryRead(ref rest, out EventRecord record); i++)
            {
                volume.Insert(record);
            }

            volume.Commit();
            if (folder.HasLost(volume.File))
            {
                throw new IOException($"{volume.File.Path} was deleted or renamed by somebody else; what it held is lost.");
            }

            bytes = records.Length - rest.Length;
            Volatile.Write(ref _isFailing, false);
            return true;
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            Report(e);
            Volatile.Write(ref _isFailing, true);
            VolumeFile? file = _volume?.File;

            // What it has in memory is ahead of the file now.
            _volume?.Dispose();
            _volume = null;
            if (file is not null && e is SqliteException damage && Damage.Is(damage))
            {
                folder.SetAside(file);
            }

            return false;
        }
    }

    /// <summary>The file to write to: another one when a query has found this one damaged.</summary>
    private VolumeWriter Volume()
    {
        if (_volume is { } volume && folder.Find(volume.File.FirstId) is { IsDamaged: true })
        {
            volume.Dispose();
            _volume = null;
        }

        return _volume ??= OpenLast(folder, options, queue.StoredId);
    }

    private void Report(Exception e)
    {
        Interlocked.Increment(ref _errors);
        Volatile.Write(ref _lastError, e.Message);
    }

    private void TryRetain()
    {
        try
        {
            Retain();
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            Report(e); // The next batch opens what is to be written, and retention comes round again.
        }
    }

    /// <summary>Begins a new file when this one is large or old enough, and lets old ones go.</summary>
    private void Retain()
    {
        VolumeWriter volume = Volume();
        bool isAgeDue = options.MaxAge is not null && options.TimeProvider.GetElapsedTime(_ageCheckedAt) >= AgeInterval;
        bool isFull = volume.Bytes >= options.FileBytes;
        if (!isFull && !isAgeDue)
        {
            return;
        }

        if (isFull || IsOld(volume))
        {
            volume.Complete();
            volume.Dispose();
            _volume = null;
            VolumeFile next = folder.New(queue.StoredId + 1);
            _volume = OpenNew(next, options);
            folder.Add(next); // Not before it has its tables, which a query would look for.
            folder.DropBySize();
        }

        if (isAgeDue)
        {
            _ageCheckedAt = options.TimeProvider.GetTimestamp();
            folder.DropByAge(LastTimeOf);
        }
    }

    /// <summary>Makes a file, or leaves none: one without tables would be in the way of every query after the next start.</summary>
    private static VolumeWriter OpenNew(VolumeFile file, SqliteStoreOptions options)
    {
        try
        {
            return VolumeWriter.Open(file, options.SurvivesPowerLoss);
        }
        catch
        {
            file.Delete();
            throw;
        }
    }

    /// <summary>An eighth of the age, so that at most so much is kept beyond it.</summary>
    private bool IsOld(VolumeWriter volume) =>
        options.MaxAge is { } age
        && volume.FirstTime is { } first
        && options.TimeProvider.GetUtcNow() - EventTime.FromMicroseconds(first) > age / 8;

    /// <summary>Of a file that is not written any more; one without events is as old as can be.</summary>
    private long LastTimeOf(VolumeFile file)
    {
        if (!_lastTimes.TryGetValue(file.Path, out long time))
        {
            using SqliteConnection connection = file.Open(create: false);
            using PreparedStatement last = new(connection, "SELECT time FROM events ORDER BY id DESC LIMIT 1");
            _lastTimes[file.Path] = time = last.Step() ? last.Number(0) : long.MinValue;
        }

        return time;
    }
}

namespace FastEmit.Lanes;

/// <summary>
/// Of all lanes of an emitter, one at a time sends a record that is on trial, and the others send nothing meanwhile: a server
/// that dies takes every lane's connection with it, and each would suspect its own. Any thread.
/// </summary>
/// <remarks>
/// Rare work, under a lock, but for the look of <see cref="IsOthers"/>, which every pass takes. A lane that looked just before the
/// turn was taken may still write its pass: then that lane's events are on the way as well, and the attempt tells a little less.
/// </remarks>
internal sealed class TrialTurn(TimeProvider time, Lane[] lanes)
{
    /// <summary>How long a trial may hold up the other lanes. It may take longer, but not alone then.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <summary>How long after a trial that ended a connection others may notice that they have lost theirs as well.</summary>
    private static readonly TimeSpan Aftermath = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private Lane? _holder;
    private long _since;
    private long _lostAt;
    private int _losses;

    /// <summary>Whether a lost connection may be another lane's trial's doing: then it says nothing of the server's health.</summary>
    public bool IsDisturbed
    {
        get
        {
            lock (_lock)
            {
                return _holder is not null || (_lostAt != 0 && time.GetElapsedTime(_lostAt) < Aftermath);
            }
        }
    }

    /// <summary>How many trials have ended a connection: others may have lost theirs then, and not know it yet.</summary>
    public int Losses => Volatile.Read(ref _losses);

    /// <summary>Whether <paramref name="lane"/> has to keep still for another one's trial, and for how long at most. Its sender only.</summary>
    public bool IsOthers(Lane lane, out TimeSpan wait)
    {
        wait = Timeout.InfiniteTimeSpan;
        if (Volatile.Read(ref _holder) is not { } holder || holder == lane || !IsHeld(out TimeSpan left))
        {
            return false;
        }

        wait = left;
        return true;
    }

    /// <summary>
    /// Takes the turn. False while it is another lane's, or others have something on the way; <paramref name="wait"/> then says how
    /// long that stays so at most.
    /// </summary>
    public bool TryTake(Lane lane, out TimeSpan wait)
    {
        lock (_lock)
        {
            if (_holder != lane)
            {
                if (_holder is not null && (wait = Left) > TimeSpan.Zero)
                {
                    return false;
                }

                _since = time.GetTimestamp();
                Volatile.Write(ref _holder, lane);
            }

            wait = Left;
        }

        return wait <= TimeSpan.Zero || Array.TrueForAll(lanes, other => other == lane || !other.HasUnconfirmed);
    }

    /// <summary>Gives the turn back, if it is this lane's.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="isLost">Whether its trial ended the connection.</param>
    public void Return(Lane lane, bool isLost)
    {
        if (Volatile.Read(ref _holder) != lane)
        {
            return;
        }

        lock (_lock)
        {
            if (_holder == lane)
            {
                if (isLost)
                {
                    _lostAt = time.GetTimestamp();
                    Volatile.Write(ref _losses, _losses + 1);
                }

                Volatile.Write(ref _holder, null);
            }
        }

        foreach (Lane other in lanes)
        {
            other.Wake.Set();
        }
    }

    /// <summary>A lane has nothing in flight any more, or has again: another lane may wait for that.</summary>
    public void OnDrained(Lane lane)
    {
        if (Volatile.Read(ref _holder) is { } holder && holder != lane)
        {
            holder.Wake.Set();
        }
    }

    private TimeSpan Left => Longest - time.GetElapsedTime(_since);

    private bool IsHeld(out TimeSpan wait)
    {
        lock (_lock)
        {
            wait = Left;
            return _holder is not null && wait > TimeSpan.Zero;
        }
    }
}

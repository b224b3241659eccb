using FastEmit.Lanes;

namespace FastEmit.Sending;

/// <summary>
/// Of all lanes of an emitter, one at a time sends a record that is on trial, and the others send nothing meanwhile: a server
/// that dies takes every lane's connection with it, and each would suspect its own. Any lane's sender, each with the clock of its pass.
/// </summary>
/// <remarks>
/// Who has the turn and since when is one reference, changed by compare-and-swap only. A lane that looked just before the
/// turn was taken may still write its pass: then that lane's events are on the way as well, and the attempt tells a little less.
/// </remarks>
internal sealed class TrialTurn(Lane[] lanes)
{
    /// <summary>How long a trial may hold up the other lanes. It may take longer, but not alone then.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <summary>How long after a trial that ended a connection others may notice that they have lost theirs as well.</summary>
    private static readonly TimeSpan Aftermath = TimeSpan.FromSeconds(1);

    private Holder? _holder;

    // Both are written by the holder before it gives the turn back, which is a full fence: who finds the turn free finds them.
    private long _lostAt;
    private int _losses;

    /// <summary>How many trials have ended a connection: others may have lost theirs then, and not know it yet.</summary>
    public int Losses => Volatile.Read(ref _losses);

    /// <summary>Whether a lost connection may be another lane's trial's doing: then it says nothing of the server's health.</summary>
    public bool IsDisturbed(PassClock clock) =>
        Volatile.Read(ref _holder) is not null
        || (Volatile.Read(ref _lostAt) is not 0 and var lostAt && clock.Since(lostAt) < Aftermath);

    /// <summary>Whether <paramref name="lane"/> has to keep still for another one's trial, and for how long at most.</summary>
    public bool IsOthers(Lane lane, PassClock clock, out TimeSpan wait)
    {
        wait = Timeout.InfiniteTimeSpan;
        if (Volatile.Read(ref _holder) is not { } holder || holder.Lane == lane || holder.Left(clock) is var left && left <= TimeSpan.Zero)
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
    public bool TryTake(Lane lane, PassClock clock, out TimeSpan wait)
    {
        Holder? holder = Volatile.Read(ref _holder);
        while (holder?.Lane != lane)
        {
            if (holder is not null && (wait = holder.Left(clock)) > TimeSpan.Zero)
            {
                return false;
            }

            Holder taken = new(lane, clock.Now);
            Holder? seen = Interlocked.CompareExchange(ref _holder, taken, holder);
            holder = seen == holder ? taken : seen; // another lane was first, or the turn has come back
        }

        wait = holder!.Left(clock);
        return wait <= TimeSpan.Zero || Array.TrueForAll(lanes, other => other == lane || !other.HasUnconfirmed);
    }

    /// <summary>Gives the turn back, if it is this lane's.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="clock">Its clock.</param>
    /// <param name="isLost">Whether its trial ended the connection.</param>
    public void Return(Lane lane, PassClock clock, bool isLost)
    {
        Holder? holder = Volatile.Read(ref _holder);
        if (holder?.Lane != lane)
        {
            return;
        }

        if (isLost)
        {
            Volatile.Write(ref _lostAt, clock.Now);
            Interlocked.Increment(ref _losses);
        }

        // Not a plain store: a trial that took too long may have lost the turn to another lane meanwhile.
        Interlocked.CompareExchange(ref _holder, null, holder);
        foreach (Lane other in lanes)
        {
            other.Wake.Set();
        }
    }

    /// <summary>A lane has nothing in flight any more, or has again: another lane may wait for that.</summary>
    public void OnDrained(Lane lane)
    {
        if (Volatile.Read(ref _holder) is { } holder && holder.Lane != lane)
        {
            holder.Lane.Wake.Set();
        }
    }

    private sealed record Holder(Lane Lane, long Since)
    {
        public TimeSpan Left(PassClock clock) => Longest - clock.Since(Since);
    }
}

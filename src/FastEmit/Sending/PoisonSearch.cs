namespace FastEmit.Sending;

/// <summary>
/// Finds the record that ends every session in which it is sent: a server that dies of it, or ends the connection for it, would
/// be sent it for ever, and what stands behind it would never arrive. Knows positions and counts only; owned by one sender.
/// </summary>
/// <remarks>
/// <para>
/// A session ends with some records on the way. If the next one confirms none of them, one of them may be the reason, so the one
/// after that may have only an eighth as many on the way, and so on, until one stands alone: from 1,000 suspects in four sessions.
/// What is confirmed meanwhile is acquitted, and behind the last suspect the search is over.
/// </para>
/// <para>
/// A record that stands alone has so many attempts. The sender sees to it that these tell something: before one, the connection
/// has to work from end to end and stay quiet for a while (<see cref="Trials"/>), so that a server that ends its connections anyway
/// gets no record convicted.
/// </para>
/// </remarks>
/// <param name="attempts">How often a record may end a session while it is alone on the way; zero for any number.</param>
internal sealed class PoisonSearch(int attempts)
{
    /// <summary>The number of groups into which the suspects are divided each time. A session costs a server its life; a group costs two round trips.</summary>
    public const int Narrowing = 8;

    private long _suspectsBegin = -1;
    private long _suspectsEnd;
    private long _tried = -1;

    /// <summary>How many records may be on the way.</summary>
    public int Limit { get; private set; } = int.MaxValue;

    /// <summary>Whether fewer records may be on the way than otherwise.</summary>
    public bool IsSearching => Limit != int.MaxValue;

    /// <summary>Whether the next record goes alone.</summary>
    public bool IsTrial => Limit == 1;

    /// <summary>How often the record that was alone last has ended a session.</summary>
    public int Trials { get; private set; }

    /// <summary>Whether something was confirmed in the present session.</summary>
    public bool HasProgress { get; private set; }

    /// <summary>A session begins.</summary>
    public void Begin() => HasProgress = false;

    /// <summary>Everything before a position is confirmed.</summary>
    public void OnConfirmed(long position)
    {
        HasProgress = true;
        if (IsSearching && position >= _suspectsEnd)
        {
            Limit = int.MaxValue;
        }
    }

    /// <summary>The session has ended, and not because this side wanted it.</summary>
    /// <param name="confirmed">Up to where everything is confirmed: where the first suspect begins.</param>
    /// <param name="sent">Where the last suspect ends.</param>
    /// <param name="records">How many there are.</param>
    /// <param name="isAlone">Whether nothing else of this lane was on the way.</param>
    public SessionEnd End(long confirmed, long sent, long records, bool isAlone)
    {
        bool hadProgress = HasProgress;
        HasProgress = false;
        bool isRepeated = records != 0 && _suspectsBegin == confirmed;
        _suspectsBegin = records == 0 ? _suspectsBegin : confirmed;
        if (records == 0 || (!isRepeated && !IsSearching))
        {
            return hadProgress ? SessionEnd.Harmless : SessionEnd.Fruitless;
        }

        _suspectsEnd = sent;
        if (!IsTrial || records != 1 || !isAlone)
        {
            bool isNarrowed = IsSearching && !IsTrial;
            Limit = (int)Math.Clamp(records / Narrowing, 1, Limit);
            return hadProgress ? SessionEnd.Harmless : isNarrowed ? SessionEnd.Narrowed : SessionEnd.Fruitless;
        }

        Trials = _tried == confirmed ? Trials + 1 : 1;
        _tried = confirmed;
        return Trials == attempts ? Convict() : SessionEnd.Trial;
    }

    /// <summary>It was the last suspect: what stands behind it is innocent until another session ends.</summary>
    private SessionEnd Convict()
    {
        Limit = int.MaxValue;
        return SessionEnd.Poisoned;
    }
}

/// <summary>The conclusion from the end of a session about the records that were in flight.</summary>
internal enum SessionEnd
{
    /// <summary>Nothing: events were confirmed in it, or the end was wanted.</summary>
    Harmless = 0,

    /// <summary>Nothing was confirmed in it; the record that ended it, if one did, is among several.</summary>
    Fruitless,

    /// <summary>It ended although only some suspects were on the way: one of them is to blame, and fewer are sent next time.</summary>
    Narrowed,

    /// <summary>It ended while one record was alone on the way.</summary>
    Trial,

    /// <summary>That has happened to this record as often as it may.</summary>
    Poisoned,
}

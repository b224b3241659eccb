using System.Runtime.InteropServices;

namespace FastEmit.Collector.Events;

/// <summary>
/// A set of numbers that come nearly in order, as ranges: an emitter's lane numbers its events one after the other, so nearly always there are few. A gap is
/// an event that was dropped, or is still to come. Bounded: beyond <see cref="Capacity"/> gaps the lowest numbers are forgotten. Not thread-safe.
/// </summary>
internal sealed class NumberSet
{
    /// <summary>Ranges that are kept.</summary>
    public const int Capacity = 4096;

    private readonly List<(long First, long Last)> _ranges = [];

    /// <summary>The ranges, the lowest first; there is a gap between any two.</summary>
    public ReadOnlySpan<(long First, long Last)> Ranges => CollectionsMarshal.AsSpan(_ranges);

    public bool Contains(long number)
    {
        int range = RangeBefore(number);
        return range >= 0 && number <= _ranges[range].Last;
    }

    /// <summary>The range that begins with a number, or null.</summary>
    public (long First, long Last)? RangeAt(long first)
    {
        int range = RangeBefore(first);
        return range >= 0 && _ranges[range].First == first ? _ranges[range] : null;
    }

    /// <summary>Adds a number. Returns the beginning of its range, and that of a range that is none any more.</summary>
    public (long First, long? Gone) Add(long number) => Add(new Sequence(default, number));

    /// <summary>
    /// Adds an event's numbers. Returns the beginning of their range, and that of a range that is none any more. Of numbers that end within or behind
    /// a later range, which emitters do not make, only those before it are added.
    /// </summary>
    public (long First, long? Gone) Add(Sequence numbers)
    {
        int before = RangeBefore(numbers.First);
        int after = before + 1;
        if (before >= 0 && numbers.Last <= _ranges[before].Last)
        {
            return (_ranges[before].First, null);
        }

        long? gone = after < _ranges.Count && _ranges[after].First <= numbers.Last + 1 ? _ranges[after].First : null;
        bool joinsBefore = before >= 0 && _ranges[before].Last >= numbers.First - 1;
        long first = joinsBefore ? _ranges[before].First : numbers.First;
        long last = gone is null ? numbers.Last : _ranges[after].Last;
        if (gone is not null)
        {
            _ranges.RemoveAt(after);
        }

        if (joinsBefore)
        {
            _ranges[before] = (first, last);
        }
        else
        {
            long? forgotten = Insert(after, (first, last));
            gone ??= forgotten;
        }

        return (first, gone);
    }

    /// <summary>Adds a range that a store has.</summary>
    public void Add(long first, long last)
    {
        Add(first);
        Add(last);
        int range = Math.Max(0, RangeBefore(first)); // It may be forgotten already.
        int end = RangeBefore(last);
        if (end > range)
        {
            _ranges[range] = (_ranges[range].First, _ranges[end].Last);
            _ranges.RemoveRange(range + 1, end - range);
        }
    }

    private long? Insert(int index, (long First, long Last) range)
    {
        _ranges.Insert(index, range);
        if (_ranges.Count <= Capacity)
        {
            return null;
        }

        long forgotten = _ranges[0].First;
        _ranges.RemoveAt(0);
        return forgotten;
    }

    /// <summary>The last range that begins at the number or before it; negative when there is none. Nearly always it is the last of all.</summary>
    private int RangeBefore(long number)
    {
        int low = 0;
        int high = _ranges.Count - 1;
        while (low <= high)
        {
            int middle = high == _ranges.Count - 1 ? high : (low + high) / 2;
            if (_ranges[middle].First <= number)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return high;
    }
}

using FastEmit.Buffers;
using FastEmit.Diagnostics;

namespace FastEmit.Lanes;

/// <summary>Notices when a lane's ring rises above its high water, and when it is back at its low water after that.</summary>
/// <remarks>
/// Rising is noticed by the producers, at no cost to them: the ring sends them on their slow path above the high water
/// until that is noticed, and above the full mark from then on. Falling is noticed by the sender as it releases. A ring
/// that falls while it is being found high would be missed by both, so who finds it high looks once more, behind a
/// process-wide barrier, which spares the sender a fence.
/// </remarks>
internal sealed class FillWatch
{
    private readonly Lock _lock = new();
    private readonly EventRing _ring;
    private readonly int _high;
    private readonly int _low;
    private readonly FillReporter _reporter;
    private bool _isHigh;

    /// <summary>A watch with its marks in bytes.</summary>
    public FillWatch(EventRing ring, int high, int low, FillReporter reporter)
    {
        _ring = ring;
        _high = high;
        _low = low;
        _reporter = reporter;
        _ring.LookAbove = high;
    }

    /// <summary>Whether the ring rose above its high water and has not been at its low water since. Any thread.</summary>
    public bool IsHigh => Volatile.Read(ref _isHigh);

    private long Fill => _ring.Claimed - _ring.Confirmed;

    /// <summary>A producer found the ring fuller than where it is to look.</summary>
    public void OnFilled()
    {
        if (!IsHigh && Fill > _high)
        {
            Rise();
            Interlocked.MemoryBarrierProcessWide();
            OnReleased();
        }
    }

    /// <summary>The sender has released a part of the ring.</summary>
    public void OnReleased()
    {
        if (IsHigh && Fill <= _low)
        {
            Fall();
        }
    }

    private void Rise()
    {
        lock (_lock)
        {
            if (!_isHigh)
            {
                Volatile.Write(ref _isHigh, true);
                _ring.LookAbove = int.MaxValue;
                _reporter.OnRise();
            }
        }
    }

    private void Fall()
    {
        lock (_lock)
        {
            if (_isHigh && Fill <= _low)
            {
                Volatile.Write(ref _isHigh, false);
                _ring.LookAbove = _high;
                _reporter.OnFall();
            }
        }
    }
}

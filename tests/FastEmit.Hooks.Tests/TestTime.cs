namespace FastEmit.Hooks.Tests;

/// <summary>A clock that stands still unless a test moves it.</summary>
internal sealed class TestTime : TimeProvider
{
    private TimeSpan _passed = TimeSpan.FromHours(1);

    public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 11, 21, 23, 7, 0, TimeSpan.Zero) + _passed - TimeSpan.FromHours(1);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _passed.Ticks;

    public void Advance(TimeSpan by) => _passed += by;
}

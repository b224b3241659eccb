using FastEmit.Resilience;

namespace FastEmit.Tests.Resilience;

public sealed class BackoffTests
{
    [Fact]
    public void Next_WithoutJitter_DoublesUpToTheLongest()
    {
        Backoff backoff = new(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(2), 0);
        Assert.Equal([500, 1000, 2000, 2000], Enumerable.Range(0, 4).Select(_ => backoff.Next(0.5).TotalMilliseconds));
    }

    [Fact]
    public void Next_AtTheLongest_IsStillSpread()
    {
        Backoff backoff = new(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(2), 0.2);
        for (int i = 0; i < 10; i++)
        {
            backoff.Next(0);
        }

        Assert.Equal(2000, backoff.Next(0).TotalMilliseconds, 3);
        Assert.Equal(1800, backoff.Next(0.5).TotalMilliseconds, 3);
        Assert.Equal(1600, backoff.Next(1).TotalMilliseconds, 3);
    }

    [Fact]
    public void Reset_AfterFailures_BeginsWithTheFirstPause()
    {
        Backoff backoff = new(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(2), 0);
        backoff.Next(0);
        backoff.Next(0);
        backoff.Reset();
        Assert.Equal(500, backoff.Next(0).TotalMilliseconds);
    }
}

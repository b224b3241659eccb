namespace FastEmit.SocketIO.Tests;

public sealed class ReconnectDelayTests
{
    [Theory]
    [InlineData(0, 1000)]
    [InlineData(1, 2000)]
    [InlineData(2, 4000)]
    [InlineData(3, 5000)]
    [InlineData(1000, 5000)]
    public void For_WithoutRandomness_DoublesUpToTheBound(int attempt, double milliseconds) =>
        Assert.Equal(milliseconds, Delay(attempt, factor: 0.5, random: 0).TotalMilliseconds);

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(50)]
    public void For_AnyAttempt_StaysRandomBelowTheBound(int attempt)
    {
        double least = Delay(attempt, factor: 0.5, random: 0.999).TotalMilliseconds;
        double most = Delay(attempt, factor: 0.5, random: 0).TotalMilliseconds;

        // The official client's delay is exactly its bound from the fifth attempt on.
        Assert.InRange(least / most, 0.5, 0.51);
        Assert.InRange(most, 0, 5000);
    }

    [Fact]
    public void For_FullJitter_GoesDownToZero() =>
        Assert.InRange(Delay(3, factor: 1, random: 0.999).TotalMilliseconds, 0, 10);

    private static TimeSpan Delay(int attempt, double factor, double random) =>
        ReconnectDelay.For(attempt, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), factor, random);
}

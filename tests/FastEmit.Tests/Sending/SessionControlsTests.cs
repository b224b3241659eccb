using FastEmit.Sending;

namespace FastEmit.Tests.Sending;

public sealed class SessionControlsTests
{
    private readonly SessionControls _controls = new();

    [Fact]
    public void TakePong_SeveralPings_AnswersTheLatestOnce()
    {
        Assert.Null(Take());
        _controls.OnPing([1]);
        _controls.OnPing([2, 2]);
        Assert.Equal([2, 2], Take()!);
        Assert.Null(Take());
        _controls.OnPing([]);
        Assert.Empty(Take()!);
        Assert.Null(Take());
    }

    [Fact]
    public async Task TakePong_PingsComeMeanwhile_IsAlwaysAWholeOneAndNeverAnOlder()
    {
        const int Pings = 50_000;
        Task reader = Task.Run(() =>
        {
            byte[]? last = null;
            do
            {
                if (Take() is { } payload)
                {
                    Assert.Equal(SessionControls.MaxPayload, payload.Length);
                    long first = BitConverter.ToInt64(payload);
                    Assert.True(last is null || BitConverter.ToInt64(last) < first);
                    Assert.True(payload.AsSpan(8).IndexOfAnyExcept((byte)first) < 0);
                    last = payload;
                }
                else
                {
                    Thread.Yield();
                }
            }
            while (last is null || BitConverter.ToInt64(last) != Pings);
        }, TestContext.Current.CancellationToken);
        byte[] ping = new byte[SessionControls.MaxPayload];
        for (long i = 1; i <= Pings; i++)
        {
            BitConverter.TryWriteBytes(ping, i);
            ping.AsSpan(8).Fill((byte)i);
            _controls.OnPing(ping);
        }

        await reader.WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
    }

    private byte[]? Take()
    {
        byte[] payload = new byte[SessionControls.MaxPayload];
        int length = _controls.TakePong(payload);
        return length < 0 ? null : payload[..length];
    }
}

using FastEmit.Protocol.WebSockets;

namespace FastEmit.Protocol.Tests.WebSockets;

public sealed class MaskKeySourceTests
{
    [Fact]
    public void Next_AcrossSeveralDraws_DoesNotRepeatARun()
    {
        MaskKeySource source = new();
        uint[] keys = new uint[5000];
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = source.Next();
        }

        // 5,000 of 2^32 values collide with a chance of 0.3 %; three collisions would be a defect.
        Assert.True(keys.Distinct().Count() > keys.Length - 3);
    }
}

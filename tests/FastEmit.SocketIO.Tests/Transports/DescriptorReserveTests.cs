using FastEmit.SocketIO.Transports;

namespace FastEmit.SocketIO.Tests.Transports;

public sealed class DescriptorReserveTests
{
    [Theory]
    [InlineData(1024, 991, false)]
    [InlineData(1024, 992, true)]
    [InlineData(220, 187, false)]
    [InlineData(220, 188, true)]
    [InlineData(32, 23, false)]
    [InlineData(32, 24, true)]
    public void IsReserved_NumberNearTheLimit_IsRefused(int limit, int descriptor, bool expected) =>
        Assert.Equal(expected, DescriptorReserve.IsReserved(descriptor, (nuint)limit));

    [Fact]
    public void IsReserved_NoLimit_NothingIs() => Assert.False(DescriptorReserve.IsReserved(int.MaxValue, nuint.MaxValue));
}

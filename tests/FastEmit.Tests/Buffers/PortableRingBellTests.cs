using FastEmit.Buffers;

namespace FastEmit.Tests.Buffers;

/// <summary>The same by a socket.</summary>
public sealed class PortableRingBellTests() : RingBellTests(new PortableFiles())
{
    [Fact]
    public void TryListen_PathTooLongForASocket_IsNullSoThatTheLanePolls() =>
        Assert.Null(new PortableFiles().TryListen(Path.Combine(Path.GetTempPath(), new string('x', 150))));
}

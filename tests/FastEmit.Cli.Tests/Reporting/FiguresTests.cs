using FastEmit.Cli.Reporting;

namespace FastEmit.Cli.Tests.Reporting;

public sealed class FiguresTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1,023 B")]
    [InlineData(1024, "1.0 KiB")]
    [InlineData(5_767_168, "5.5 MiB")]
    [InlineData(1L << 50, "1,024.0 TiB")]
    public void Bytes_AnyAmount_UsesTheLargestUnitThatFits(long bytes, string expected) => Assert.Equal(expected, Figures.Bytes(bytes));

    [Fact]
    public void Count_Million_IsGrouped() => Assert.Equal("1,000,000", Figures.Count(1_000_000));
}

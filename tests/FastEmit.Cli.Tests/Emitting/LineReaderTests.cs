using System.IO.Pipelines;
using System.Text;
using FastEmit.Cli.Emitting;

namespace FastEmit.Cli.Tests.Emitting;

public sealed class LineReaderTests
{
    private const int MaxLineBytes = 1000;

    [Theory]
    [InlineData("", "")]
    [InlineData("a\nb\n", "1:a|2:b")]
    [InlineData("a\nb", "1:a|2:b")]
    [InlineData("a\r\nb\r\n", "1:a|2:b")]
    [InlineData("\n\na", "1:|2:|3:a")]
    [InlineData("\uFEFFa\n\uFEFFb", "1:a|2:\uFEFFb")]
    [InlineData("\r", "1:")]
    public async Task TryPeek_AnyLineEnds_ReturnsTheLinesWithTheirNumbers(string text, string expected)
    {
        for (int chunk = 1; chunk <= text.Length + 1; chunk++)
        {
            Assert.Equal(expected, await ReadAllAsync(Encoding.UTF8.GetBytes(text), chunk));
        }
    }

    [Fact]
    public async Task TryPeek_LineOfTheLimit_IsReturnedAndOneByteMoreIsNot()
    {
        string fits = new('x', MaxLineBytes);

        Assert.Equal($"1:{fits}|2:(too long)|3:a", await ReadAllAsync(Encoding.UTF8.GetBytes($"{fits}\r\n{fits}y\na"), 100));
        Assert.Equal($"1:(too long)", await ReadAllAsync(Encoding.UTF8.GetBytes($"{fits}y"), 100));
    }

    [Fact]
    public async Task FillAsync_EndlessLine_NeedsBoundedMemory()
    {
        const long Endless = 200L << 20;
        var reader = new LineReader(new EndlessLine(Endless), MaxLineBytes);
        long before = GC.GetAllocatedBytesForCurrentThread(); // the reads complete at once, so all of it happens on this thread
        while (await reader.FillAsync(TestContext.Current.CancellationToken) && !reader.TryPeek(out _, out _))
        {
        }

        Assert.True(reader.TryPeek(out _, out bool isTooLong));
        Assert.True(isTooLong);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public async Task FillAsync_CancelledWhileTheInputIsSilent_Throws()
    {
        var pipe = new Pipe();
        using var cancellation = new CancellationTokenSource();
        var reader = new LineReader(pipe.Reader.AsStream(), MaxLineBytes);
        Task<bool> filling = reader.FillAsync(cancellation.Token).AsTask();

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => filling);
    }

    [Fact]
    public async Task FillAsync_ShortFirstLine_IsReadAtOnceThoughAMarkIsLonger()
    {
        var pipe = new Pipe();
        var reader = new LineReader(pipe.Reader.AsStream(), MaxLineBytes);
        await pipe.Writer.WriteAsync("1\n"u8.ToArray(), TestContext.Current.CancellationToken);

        Assert.True(await reader.FillAsync(TestContext.Current.CancellationToken));

        Assert.True(reader.TryPeek(out ReadOnlySpan<byte> line, out _));
        Assert.Equal("1"u8, line);
    }

    private static async Task<string> ReadAllAsync(byte[] bytes, int chunk)
    {
        var lines = new List<string>();
        var reader = new LineReader(new ChunkedStream(bytes, chunk), MaxLineBytes);
        do
        {
            while (reader.TryPeek(out ReadOnlySpan<byte> line, out bool isTooLong))
            {
                lines.Add($"{reader.LineNumber}:{(isTooLong ? "(too long)" : Encoding.UTF8.GetString(line))}");
                reader.Advance();
            }
        }
        while (await reader.FillAsync(TestContext.Current.CancellationToken));

        return string.Join('|', lines);
    }

    /// <summary>Gives at most so many bytes at a time.</summary>
    private sealed class ChunkedStream(byte[] bytes, int chunk) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(chunk, buffer.Length)], cancellationToken);
    }

    /// <summary>So many bytes without a line end.</summary>
    private sealed class EndlessLine(long length) : MemoryStream
    {
        private long _left = length;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int count = (int)Math.Min(_left, buffer.Length);
            buffer.Span[..count].Fill((byte)'x');
            _left -= count;
            return new(count);
        }
    }
}

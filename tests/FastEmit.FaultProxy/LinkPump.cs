using System.Diagnostics;
using System.Net.Sockets;
using System.Threading.Channels;

namespace FastEmit.FaultProxy;

/// <summary>Carries the bytes of one direction of one connection.</summary>
internal sealed class LinkPump(
    ProxiedConnection connection,
    Socket from,
    Socket to,
    Func<LinkConditions> conditions,
    Func<int, int> allow,
    Func<int, bool> count)
{
    private const int ChunkBytes = 64 * 1024;

    /// <summary>Chunks under way at once: the memory of a delayed link, and beyond it the sender feels backpressure.</summary>
    private const int ChunksUnderWay = 64;

    /// <summary>A bandwidth limit is spread over writes of about this length.</summary>
    private static readonly TimeSpan PaceInterval = TimeSpan.FromMilliseconds(10);

    private readonly Channel<Chunk> _underWay = Channel.CreateBounded<Chunk>(ChunksUnderWay);
    private long _paceReady;

    /// <summary>Runs until the stream has ended or a socket has failed.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Task reading = ReadAsync(cancellationToken);
        try
        {
            await foreach (Chunk chunk in _underWay.Reader.ReadAllAsync(cancellationToken))
            {
                await HoldUntilAsync(chunk.Due, cancellationToken);
                await ForwardAsync(chunk.Bytes, cancellationToken);
            }

            await StallWhileBlackHoleAsync(cancellationToken);
            if (!connection.IsCut)
            {
                to.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            connection.Reset(); // What one side did, the other one sees.
        }

        await reading;
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[ChunkBytes];
        try
        {
            while (true)
            {
                await StallWhileBlackHoleAsync(cancellationToken);
                int read = await from.ReceiveAsync(buffer, cancellationToken);
                if (read == 0)
                {
                    break;
                }

                long due = Stopwatch.GetTimestamp() + Ticks(conditions().Delay);
                await _underWay.Writer.WriteAsync(new Chunk(buffer.AsSpan(0, read).ToArray(), due), cancellationToken);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            await StallWhileBlackHoleAsync(cancellationToken);
            connection.Reset();
        }
        finally
        {
            _underWay.Writer.TryComplete();
        }
    }

    private async Task ForwardAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (bytes.Length > 0)
        {
            await StallWhileBlackHoleAsync(cancellationToken);
            if (connection.IsCut)
            {
                return;
            }

            LinkConditions now = conditions();
            int slice = allow(Math.Min(bytes.Length, LargestWrite(now)));
            await PaceAsync(slice, now.BytesPerSecond, cancellationToken);
            for (int sent = 0; sent < slice;)
            {
                sent += await to.SendAsync(bytes[sent..slice], cancellationToken);
            }

            if (count(slice))
            {
                connection.Reset();
                return;
            }

            bytes = bytes[slice..];
        }
    }

    /// <summary>A black hole never ends by itself: a peer that closes must not be noticed on the other side.</summary>
    private async ValueTask StallWhileBlackHoleAsync(CancellationToken cancellationToken)
    {
        if (connection.IsBlackHole)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }
    }

    private async ValueTask PaceAsync(int bytes, long bytesPerSecond, CancellationToken cancellationToken)
    {
        if (bytesPerSecond == 0)
        {
            return;
        }

        await HoldUntilAsync(_paceReady, cancellationToken);
        _paceReady = Stopwatch.GetTimestamp() + (Stopwatch.Frequency * bytes / bytesPerSecond);
    }

    /// <summary>Never returns early: a delay is cut to whole milliseconds, and its timer goes by a coarser clock.</summary>
    private static async ValueTask HoldUntilAsync(long due, CancellationToken cancellationToken)
    {
        TimeSpan left;
        while ((left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due)) > TimeSpan.Zero)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)), cancellationToken);
        }
    }

    private static int LargestWrite(LinkConditions now)
    {
        int largest = now.SliceBytes > 0 ? now.SliceBytes : int.MaxValue;
        return now.BytesPerSecond > 0
            ? (int)Math.Clamp(now.BytesPerSecond * PaceInterval.TotalSeconds, 1, largest)
            : largest;
    }

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);

    private readonly record struct Chunk(ReadOnlyMemory<byte> Bytes, long Due);
}

using FastEmit.Acks;
using FastEmit.Buffers;
using FastEmit.Fallbacks;
using FastEmit.Lanes;
using FastEmit.Pooling;
using FastEmit.Sending;
using FastEmit.SocketIO.Transports.Threads;

namespace FastEmit.Delivery;

/// <summary>
/// The senders of all lanes of an emitter, with their connections and rings. Their loops run from <see cref="Start"/> to <see cref="StopAsync"/>;
/// the rings are kept until <see cref="Dispose"/>. Any thread, but one call each of these three.
/// </summary>
internal sealed class Senders : IDisposable
{
    /// <summary>Bound on taking leave of the server.</summary>
    public static readonly TimeSpan FarewellTimeout = TimeSpan.FromSeconds(1);

    private readonly LaneRings _rings;
    private readonly Sender[] _senders;
    private readonly TimeProvider _time;
    private readonly RingWriteOut? _writeOut;
    private readonly bool _writesOutFlushes;
    private Task[] _loops = [];
    private bool _isStopped;

    public Senders(EmitterPlan plan, ConnectionPool pool, LaneRings rings, Lane[] lanes, PendingAcks acks, FallbackPump? fallback)
    {
        HookEmitterOptions options = plan.Options;
        Pool = pool;
        _rings = rings;
        _time = options.TimeProvider;
        for (int i = 0; i < lanes.Length; i++)
        {
            lanes[i].Listen($"FastEmit ring {i}");
        }

        TrialTurn turn = new(lanes);
        _senders = [.. lanes.Select((lane, number) => new Sender(
            lane, number, new SendingCore(lane, options, plan.WireFormat(number), acks, turn, fallback, pool, Random.Shared), options, pool, acks))];
        pool.Attach(lanes.Select(static lane => lane.Wake));
        _writesOutFlushes = options.Ring.Sync == RingFileSync.EveryFlush;
        _writeOut = options.Ring.Sync == RingFileSync.Never
            ? null
            : new RingWriteOut(rings.Rings, options.Ring.SyncInterval, _time, pool.ReportRingFile);
    }

    /// <summary>Their connections.</summary>
    public ConnectionPool Pool { get; }

    /// <summary>Whether the loops have ended.</summary>
    public bool AreStopped => Volatile.Read(ref _isStopped);

    /// <summary>The loops live as long as the emitter: nothing of the creator's context (activity, culture, async locals) goes with them.</summary>
    public void Start()
    {
        using AsyncFlowControl suppressed = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
        _loops = [.. _senders.Select(static sender => sender.HasThread ? RunAsync(sender) : Task.Run(() => RunAsync(sender)))];
    }

    /// <summary>Completes when everything is confirmed that is in the rings now.</summary>
    public Task Flush(CancellationToken cancellationToken) => Task.WhenAll(_senders.Select(sender => sender.Flush(cancellationToken)));

    /// <summary>Writes the ring files to the disk where each flush is to do so.</summary>
    public Task WriteOutFlushAsync() => _writesOutFlushes ? Task.Run(_writeOut!.WriteOut) : Task.CompletedTask;

    /// <summary>Ends the senders; one that is stuck in a write loses its connection after the farewell's bound.</summary>
    public async Task StopAsync()
    {
        foreach (Sender sender in _senders)
        {
            sender.Stop();
        }

        Task stopped = Task.WhenAll(_loops);
        try
        {
            await stopped.WaitAsync(FarewellTimeout, _time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            foreach (Sender sender in _senders)
            {
                sender.Abort();
            }

            await stopped.ConfigureAwait(false);
        }

        await IoThread.LeaveAsync(); // where the loops have ended
        foreach (Sender sender in _senders)
        {
            sender.Dispose();
        }

        Pool.Dispose();
        Volatile.Write(ref _isStopped, true);
    }

    /// <summary>Writes the ring files out once more, and lets the next consumer have them.</summary>
    public void Dispose()
    {
        _writeOut?.Dispose();
        _writeOut?.WriteOut();
        _rings.Dispose();
    }

    /// <summary>Continues on the pool when the loop ends: the code that waits for it may be the user's.</summary>
    private static async Task RunAsync(Sender sender) => await sender.RunAsync().ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
}

using System.Text;

namespace FastEmit.Simulation;

/// <summary>
/// A clock, chance and the order of what happens: one thread, one seed. What is due at the same moment runs in the order in which it was
/// planned, so the same seed gives the same run.
/// </summary>
internal sealed class World
{
    private readonly PriorityQueue<Action, (long At, long Order)> _due = new();
    private readonly StringBuilder? _trace;
    private long _order;

    public World(int seed, bool isTraced)
    {
        Random = new Random(seed);
        Time = new SimulatedTime(this);
        _trace = isTraced ? new StringBuilder() : null;
    }

    /// <summary>Ticks since the beginning.</summary>
    public long Now { get; private set; }

    public Random Random { get; }

    public SimulatedTime Time { get; }

    /// <summary>How much has happened.</summary>
    public long Steps { get; private set; }

    public bool IsTraced => _trace is not null;

    public string Trace => _trace?.ToString() ?? "";

    public void In(TimeSpan delay, Action action) => At(Now + delay.Ticks, action);

    public void At(long time, Action action) => _due.Enqueue(action, (Math.Max(time, Now), _order++));

    /// <summary>Lets the next thing happen. False when nothing is left.</summary>
    public bool RunNext()
    {
        if (!_due.TryDequeue(out Action? action, out (long At, long Order) due))
        {
            return false;
        }

        Now = due.At;
        Steps++;
        action();
        return true;
    }

    /// <summary>A line of the trace. Ask <see cref="IsTraced"/> first: composing one costs more than a step.</summary>
    public void Note(string what) =>
        _trace?.Append(Now / TimeSpan.TicksPerMicrosecond).Append(" us ").Append(what).Append('\n');

    /// <summary>Uniform between two times.</summary>
    public TimeSpan Between(TimeSpan least, TimeSpan most) => new(Random.NextInt64(least.Ticks, most.Ticks + 1));

    public bool Chance(double share) => Random.NextDouble() < share;
}

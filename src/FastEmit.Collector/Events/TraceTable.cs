using System.Diagnostics.CodeAnalysis;

namespace FastEmit.Collector.Events;

/// <summary>What is known of traces. Bounded: the trace that was added first goes first. Not thread-safe.</summary>
internal sealed class TraceTable<T>
{
    /// <summary>Traces that are known at a time. Agents begin one for each prompt.</summary>
    public const int Capacity = 20_000;

    private readonly Dictionary<UInt128, T> _traces = [];
    private readonly Queue<UInt128> _oldestFirst = new();

    public bool TryGet(UInt128 trace, [MaybeNullWhen(false)] out T value) => _traces.TryGetValue(trace, out value);

    /// <summary>Adds a trace, or replaces what is known of it.</summary>
    public void Set(UInt128 trace, T value)
    {
        if (!_traces.ContainsKey(trace))
        {
            if (_traces.Count == Capacity)
            {
                _traces.Remove(_oldestFirst.Dequeue());
            }

            _oldestFirst.Enqueue(trace);
        }

        _traces[trace] = value;
    }
}

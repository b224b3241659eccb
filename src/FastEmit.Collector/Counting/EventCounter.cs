namespace FastEmit.Collector.Counting;

/// <summary>Counts the events of one name over all connections. Connections add to it once per read, not once per event.</summary>
internal sealed class EventCounter(string @namespace, string name)
{
    private long _events;

    public void Add(long events) => Interlocked.Add(ref _events, events);

    public EventCount Read() => new(@namespace, name, Interlocked.Read(ref _events));
}

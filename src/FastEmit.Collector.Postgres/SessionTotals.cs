namespace FastEmit.Collector.Postgres;

/// <summary>Counts of one session's events, times in microseconds since 1970.</summary>
internal struct SessionTotals
{
    public long First;
    public long Last;
    public long Events;
    public long Tools;
    public long Failed;
    public string LastType;
}

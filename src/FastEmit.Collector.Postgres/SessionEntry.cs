namespace FastEmit.Collector.Postgres;

/// <summary>A session's name.</summary>
internal sealed class SessionEntry(byte[] key, string name) : NumberedEntry(key)
{
    public string Name => name;
}

namespace FastEmit.Collector.Postgres;

/// <summary>What events of one namespace, name and type have in common.</summary>
internal sealed class KindEntry(byte[] key, string @namespace, string name, string type) : NumberedEntry(key)
{
    public string Namespace => @namespace;

    public string Name => name;

    public string Type => type;
}

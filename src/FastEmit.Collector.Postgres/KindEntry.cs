namespace FastEmit.Collector.Postgres;

/// <summary>The common part of events of one namespace, name and type.</summary>
internal sealed class KindEntry(byte[] key, string @namespace, string name, string type) : NumberedEntry(key)
{
    public string Namespace => @namespace;

    public string Name => name;

    public string Type => type;
}

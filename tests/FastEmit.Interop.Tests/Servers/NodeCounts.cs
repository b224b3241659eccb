namespace FastEmit.Interop.Tests.Servers;

/// <summary>What a Node server has seen since it was started.</summary>
/// <param name="Events">Calls of event handlers.</param>
/// <param name="Connections">Engine.IO connections opened.</param>
/// <param name="Open">Engine.IO connections open now.</param>
/// <param name="Acks">Acknowledgements called.</param>
/// <param name="ByNamespace">Handler calls by namespace.</param>
/// <param name="ByName">Handler calls by event name.</param>
/// <param name="CloseReasons">Closed connections by the server's reason.</param>
internal sealed record NodeCounts(
    long Events,
    long Connections,
    int Open,
    long Acks,
    IReadOnlyDictionary<string, long> ByNamespace,
    IReadOnlyDictionary<string, long> ByName,
    IReadOnlyDictionary<string, long> CloseReasons);

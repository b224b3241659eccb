namespace FastEmit.Collector;

/// <summary>
/// Takes one event. Called for the events of one connection one after the other, in their order, and for several connections at the same
/// time. The connection reads nothing while the handler runs, so a slow handler slows its sender down. An event whose handler threw is
/// counted in <see cref="CollectorStats.HandlerErrors"/> and nothing else comes of it.
/// </summary>
/// <param name="received">The event.</param>
public delegate void ReceivedEventHandler(in ReceivedEvent received);

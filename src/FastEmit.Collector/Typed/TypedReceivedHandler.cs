namespace FastEmit.Collector;

/// <summary>Takes one event that was read into its record; called as <see cref="ReceivedEventHandler"/> is.</summary>
/// <param name="value">The event.</param>
/// <param name="context">Where it came from.</param>
public delegate void TypedReceivedHandler<T>(in T value, in EventContext context);

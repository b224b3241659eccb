using System.Diagnostics;

namespace FastEmit.Diagnostics;

/// <summary>The names under which FastEmit reports on itself; docs/observability.md has the table of instruments.</summary>
public static class FastEmitTelemetry
{
    /// <summary>
    /// The name of the <see cref="System.Diagnostics.Metrics.Meter"/>, of the <see cref="ActivitySource"/>, of the
    /// <see cref="System.Diagnostics.Tracing.EventSource"/> and of the log category.
    /// </summary>
    public const string Name = "FastEmit";

    internal static string Version { get; } = typeof(FastEmitTelemetry).Assembly.GetName().Version!.ToString(3);

    /// <summary>One activity per flush that carries events, never one per event.</summary>
    internal static ActivitySource Activities { get; } = new(Name, Version);
}

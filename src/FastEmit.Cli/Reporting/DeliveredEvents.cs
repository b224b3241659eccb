namespace FastEmit.Cli.Reporting;

/// <summary>The events that count as progress, for any guarantee.</summary>
internal static class DeliveredEvents
{
    extension(HookEmitterStats stats)
    {
        /// <summary>Events that are confirmed, or written without proof.</summary>
        public long Delivered => stats.Confirmed + stats.Written;
    }
}

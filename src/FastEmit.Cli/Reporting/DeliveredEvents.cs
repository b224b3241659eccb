namespace FastEmit.Cli.Reporting;

/// <summary>What counts as progress, whatever the guarantee.</summary>
internal static class DeliveredEvents
{
    extension(HookEmitterStats stats)
    {
        /// <summary>Events that are confirmed, or written where nothing proves more.</summary>
        public long Delivered => stats.Confirmed + stats.Written;
    }
}

namespace FastEmit.Cli.Reporting;

/// <summary>The first line of a summary.</summary>
internal static class Verdict
{
    /// <summary>The result of the run.</summary>
    public static string Of(DeliverySummary delivery, bool isComplete, string url) => (isComplete, delivery.Guarantee) switch
    {
        (false, _) => "It fell short.",
        (true, DeliveryGuarantee.AtMostOnce) => $"Every event is written to {url}.",
        _ => $"Every event is confirmed by {url}.",
    };
}

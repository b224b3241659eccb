namespace FastEmit.Collector.Alerts;

/// <summary>Where alerts are posted to.</summary>
/// <param name="Url">An address of http or https.</param>
/// <param name="Secret">The key that signs them; null for no signature.</param>
internal sealed record AlertWebhook(Uri Url, string? Secret);

using System.Net;
using FastEmit.Fallbacks;
using Microsoft.Extensions.Configuration;

namespace FastEmit.Extensions.Hosting.Configuration;

/// <summary>
/// Sets options from a configuration section. Most are bound by the source-generated binder; a policy, a proxy and the
/// fallbacks that text can describe are read here. A key that is no option is an error: it is a typing mistake that would otherwise go unseen.
/// </summary>
internal static class EmitterConfiguration
{
    /// <summary>The options that configuration can set.</summary>
    internal static IReadOnlySet<string> Keys { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
    {
        nameof(HookEmitterOptions.AckTimeout),
        nameof(HookEmitterOptions.Auth),
        nameof(HookEmitterOptions.BatchWindow),
        nameof(HookEmitterOptions.ConnectTimeout),
        nameof(HookEmitterOptions.Delivery),
        nameof(HookEmitterOptions.DropNoticeInterval),
        nameof(HookEmitterOptions.Endpoints),
        nameof(HookEmitterOptions.Envelope),
        nameof(HookEmitterOptions.FailureThreshold),
        nameof(HookEmitterOptions.Fallback),
        nameof(HookEmitterOptions.FallbackTimeout),
        nameof(HookEmitterOptions.Headers),
        nameof(HookEmitterOptions.HealthCheckInterval),
        nameof(HookEmitterOptions.HighWater),
        nameof(HookEmitterOptions.IdleTimeout),
        nameof(HookEmitterOptions.LowWater),
        nameof(HookEmitterOptions.MaxBatchBytes),
        nameof(HookEmitterOptions.MaxBatchSize),
        nameof(HookEmitterOptions.MaxConnections),
        nameof(HookEmitterOptions.MaxEventBytes),
        nameof(HookEmitterOptions.MaxInFlightBytes),
        nameof(HookEmitterOptions.MaxPendingAcks),
        nameof(HookEmitterOptions.Name),
        nameof(HookEmitterOptions.Overflow),
        nameof(HookEmitterOptions.Path),
        nameof(HookEmitterOptions.PoisonAttempts),
        nameof(HookEmitterOptions.Proxy),
        nameof(HookEmitterOptions.Query),
        nameof(HookEmitterOptions.ReconnectDelay),
        nameof(HookEmitterOptions.ReconnectDelayMax),
        nameof(HookEmitterOptions.ReconnectJitter),
        nameof(HookEmitterOptions.RecoveryTimeout),
        nameof(HookEmitterOptions.RefusedNamespaceTimeout),
        nameof(HookEmitterOptions.ReportInterval),
        nameof(HookEmitterOptions.RingCapacity),
        nameof(HookEmitterOptions.RingFile),
        nameof(HookEmitterOptions.RingFileSync),
        nameof(HookEmitterOptions.RingFileSyncInterval),
        nameof(HookEmitterOptions.ShutdownTimeout),
        nameof(HookEmitterOptions.StampBatchId),
        nameof(HookEmitterOptions.StampEventId),
        nameof(HookEmitterOptions.StampTimestamp),
        nameof(HookEmitterOptions.StampTraceContext),
        nameof(HookEmitterOptions.TimeToLive),
        nameof(HookEmitterOptions.Url),
        nameof(HookEmitterOptions.UseProxy),
        nameof(HookEmitterOptions.WatermarkTimeout),
        nameof(HookEmitterOptions.WhenCircuitOpen),
        nameof(HookEmitterOptions.WriteWithoutProof),
    };

    /// <exception cref="InvalidOperationException">A key is unknown or its value cannot be read; the message names the key.</exception>
    public static void Bind(IConfiguration configuration, HookEmitterOptions options)
    {
        foreach (IConfigurationSection child in configuration.GetChildren())
        {
            if (!Keys.Contains(child.Key))
            {
                throw new InvalidOperationException(
                    $"'{child.Path}' is not an option of {nameof(HookEmitterOptions)}; accepted: {string.Join(", ", Keys.Order())}.");
            }
        }

        RequireName<DeliveryGuarantee>(configuration.GetSection(nameof(HookEmitterOptions.Delivery)));
        RequireName<CircuitOpenPolicy>(configuration.GetSection(nameof(HookEmitterOptions.WhenCircuitOpen)));
        new ConfigurationWithout(
            configuration, nameof(HookEmitterOptions.Overflow), nameof(HookEmitterOptions.Fallback), nameof(HookEmitterOptions.Proxy)).Bind(options);
        BindOverflow(configuration.GetSection(nameof(HookEmitterOptions.Overflow)), options);
        BindFallback(configuration.GetSection(nameof(HookEmitterOptions.Fallback)), options);
        BindProxy(configuration.GetSection(nameof(HookEmitterOptions.Proxy)), options);
    }

    /// <summary>The binder does not say which names there are.</summary>
    private static void RequireName<T>(IConfigurationSection section)
        where T : struct, Enum
    {
        if (section.Exists() && !(Enum.TryParse(section.Value, ignoreCase: true, out T value) && Enum.IsDefined(value)))
        {
            throw new InvalidOperationException(
                $"'{section.Path}' is '{section.Value}'; accepted: {string.Join(", ", Enum.GetNames<T>())}.");
        }
    }

    private static void BindOverflow(IConfigurationSection section, HookEmitterOptions options)
    {
        if (section.Exists())
        {
            options.Overflow = OverflowPolicy.TryParse(section.Value, out OverflowPolicy policy)
                ? policy
                : throw new InvalidOperationException(
                    $"'{section.Path}' is '{section.Value}'; accepted: DropNewest, Fallback, or Wait with a time: Wait(00:00:01).");
        }
    }

    private static void BindFallback(IConfigurationSection section, HookEmitterOptions options)
    {
        if (!section.Exists())
        {
            return;
        }

        IConfigurationSection[] children = [.. section.GetChildren()];
        options.Fallback = children is [{ Value: { Length: > 0 } value } only]
            ? only.Key.ToUpperInvariant() switch
            {
                "HTTP" => Describe(only, value, static url => new HttpFallback(url)),
                "FILE" => Describe(only, value, static path => new NdjsonFallback(path)),
                _ => throw NotAFallback(section),
            }
            : throw NotAFallback(section);
    }

    /// <summary>A URL, which may hold user and password, percent-encoded.</summary>
    private static void BindProxy(IConfigurationSection section, HookEmitterOptions options)
    {
        if (!section.Exists())
        {
            return;
        }

        // The value is not repeated: it may hold a password.
        Uri url = Uri.TryCreate(section.Value, UriKind.Absolute, out Uri? parsed) && parsed.Host.Length != 0
            ? parsed
            : throw new InvalidOperationException($"'{section.Path}' is no absolute URL.");
        string[] user = url.UserInfo.Split(':', 2);
        options.Proxy = new WebProxy(new UriBuilder(url) { UserName = "", Password = "" }.Uri)
        {
            Credentials = url.UserInfo.Length == 0
                ? null
                : new NetworkCredential(Uri.UnescapeDataString(user[0]), Uri.UnescapeDataString(user.ElementAtOrDefault(1) ?? "")),
        };
    }

    private static EventFallback Describe(IConfigurationSection section, string value, Func<string, EventFallback> create)
    {
        try
        {
            return create(value);
        }
        catch (Exception exception) when (exception is ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"'{section.Path}' is '{value}': {exception.Message}", exception);
        }
    }

    private static InvalidOperationException NotAFallback(IConfigurationSection section) =>
        new($"'{section.Path}' has to hold one key: 'Http' with a URL, or 'File' with the path of an NDJSON file.");
}

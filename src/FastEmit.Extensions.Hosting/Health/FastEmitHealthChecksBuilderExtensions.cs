using FastEmit;
using FastEmit.Extensions.Hosting.Health;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the health check of an emitter.</summary>
public static class FastEmitHealthChecksBuilderExtensions
{
    /// <summary>
    /// Reports an emitter as degraded while its circuit is open, a ring is nearly full, its oldest event waits too long for its
    /// confirmation, or its server answers no WebSocket pings. The result's data has the numbers.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="key">The key of a keyed emitter; null for the application's.</param>
    /// <param name="configure">Sets the limits.</param>
    /// <param name="failureStatus">The status to report instead of <see cref="HealthStatus.Degraded"/>.</param>
    /// <param name="tags">Tags of the check.</param>
    /// <exception cref="ArgumentException">A limit is out of its range.</exception>
    public static IHealthChecksBuilder AddFastEmit(
        this IHealthChecksBuilder builder,
        string? key = null,
        Action<EmitterHealthOptions>? configure = null,
        HealthStatus failureStatus = HealthStatus.Degraded,
        params IEnumerable<string> tags)
    {
        ArgumentNullException.ThrowIfNull(builder);
        EmitterHealthOptions options = new();
        configure?.Invoke(options);
        options.Validated();
        return builder.Add(new HealthCheckRegistration(
            key is null ? "fastemit" : $"fastemit:{key}",
            provider => new EmitterHealthCheck(
                key is null ? provider.GetRequiredService<HookEmitter>() : provider.GetRequiredKeyedService<HookEmitter>(key), options),
            failureStatus,
            tags));
    }
}

using FastEmit.Extensions.Hosting.Logging;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Configuration;

namespace Microsoft.Extensions.Logging;

/// <summary>Sends log entries as events.</summary>
public static class FastEmitLoggingBuilderExtensions
{
    /// <summary>
    /// Emits every log entry as one event, through the emitter that <c>AddFastEmit</c> registered. <c>Logging:FastEmit:LogLevel</c>
    /// filters levels and categories; the keys beside it set the other options.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the options; runs after configuration.</param>
    public static ILoggingBuilder AddFastEmit(this ILoggingBuilder builder, Action<FastEmitLoggerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddConfiguration();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ILoggerProvider, FastEmitLoggerProvider>());
        builder.Services.AddOptions<FastEmitLoggerOptions>().Configure<ILoggerProviderConfiguration<FastEmitLoggerProvider>>(
            static (options, provider) => provider.Configuration.Bind(options));
        if (configure is not null)
        {
            builder.Services.Configure(configure);
        }

        return builder;
    }
}

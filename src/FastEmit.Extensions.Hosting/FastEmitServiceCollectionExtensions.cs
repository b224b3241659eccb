using FastEmit;
using FastEmit.Extensions.Hosting;
using FastEmit.Extensions.Hosting.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>
/// Registers a <see cref="HookEmitter"/> as a singleton (also as <see cref="IHookEmitter"/>). It is created and its options are
/// validated when the host starts; it is drained after all other hosted services have stopped.
/// </summary>
public static class FastEmitServiceCollectionExtensions
{
    /// <summary>Registers the emitter of the application.</summary>
    /// <param name="services">The collection.</param>
    /// <param name="configure">Sets the options; at least <see cref="HookEmitterOptions.Url"/>.</param>
    public static IServiceCollection AddFastEmit(this IServiceCollection services, Action<HookEmitterOptions> configure) =>
        services.AddEmitter(null, null, configure);

    /// <summary>Registers the emitter of the application with options from configuration.</summary>
    /// <param name="services">The collection.</param>
    /// <param name="configuration">A section whose keys are the names of options: <c>configuration.GetSection("FastEmit")</c>.</param>
    /// <param name="configure">Sets options that configuration cannot express; runs after the configuration.</param>
    public static IServiceCollection AddFastEmit(
        this IServiceCollection services, IConfiguration configuration, Action<HookEmitterOptions>? configure = null) =>
        services.AddEmitter(null, configuration ?? throw new ArgumentNullException(nameof(configuration)), configure);

    /// <summary>Registers one of several emitters, injected by <c>[FromKeyedServices(key)]</c>. Its metrics carry the key.</summary>
    /// <param name="services">The collection.</param>
    /// <param name="key">The key.</param>
    /// <param name="configure">Sets the options; at least <see cref="HookEmitterOptions.Url"/>.</param>
    public static IServiceCollection AddKeyedFastEmit(this IServiceCollection services, string key, Action<HookEmitterOptions> configure) =>
        services.AddEmitter(key ?? throw new ArgumentNullException(nameof(key)), null, configure);

    /// <summary>Registers one of several emitters with options from configuration, injected by <c>[FromKeyedServices(key)]</c>.</summary>
    /// <param name="services">The collection.</param>
    /// <param name="key">The key.</param>
    /// <param name="configuration">A section whose keys are the names of options.</param>
    /// <param name="configure">Sets options that configuration cannot express; runs after the configuration.</param>
    public static IServiceCollection AddKeyedFastEmit(
        this IServiceCollection services, string key, IConfiguration configuration, Action<HookEmitterOptions>? configure = null) =>
        services.AddEmitter(
            key ?? throw new ArgumentNullException(nameof(key)),
            configuration ?? throw new ArgumentNullException(nameof(configuration)),
            configure);

    private static IServiceCollection AddEmitter(
        this IServiceCollection services, string? key, IConfiguration? configuration, Action<HookEmitterOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        string name = key ?? Options.Options.DefaultName;
        OptionsBuilder<HookEmitterOptions> options = services.AddOptions<HookEmitterOptions>(name).ValidateOnStart();
        if (key is not null)
        {
            options.Configure(keyed => keyed.Name = key);
        }

        if (configuration is not null)
        {
            options.Configure(bound => EmitterConfiguration.Bind(configuration, bound));
        }

        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.AddSingleton<IValidateOptions<HookEmitterOptions>>(new EmitterOptionsValidation(name, configuration as IConfigurationSection));
        if (key is null)
        {
            services.TryAddSingleton(provider => Create(provider, name));
            services.TryAddSingleton<IHookEmitter>(static provider => provider.GetRequiredService<HookEmitter>());
            services.AddSingleton<IHostedService>(static provider => new EmitterDrain(provider.GetRequiredService<HookEmitter>()));
        }
        else
        {
            services.TryAddKeyedSingleton(key, (provider, _) => Create(provider, name));
            services.TryAddKeyedSingleton<IHookEmitter>(key, static (provider, key) => provider.GetRequiredKeyedService<HookEmitter>(key));
            services.AddSingleton<IHostedService>(provider => new EmitterDrain(provider.GetRequiredKeyedService<HookEmitter>(key)));
        }

        return services;
    }

    private static HookEmitter Create(IServiceProvider provider, string name)
    {
        HookEmitterOptions options = provider.GetRequiredService<IOptionsMonitor<HookEmitterOptions>>().Get(name);
        options.LoggerFactory ??= provider.GetService<Logging.ILoggerFactory>();
        return HookEmitter.Create(options);
    }
}

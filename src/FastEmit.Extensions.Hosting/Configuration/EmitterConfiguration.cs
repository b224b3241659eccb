using Microsoft.Extensions.Configuration;

namespace FastEmit.Extensions.Hosting.Configuration;

/// <summary>
/// Sets options from a configuration section. The keys are the names of the options. An unknown key is an error, because it is
/// usually a typing mistake.
/// </summary>
internal static class EmitterConfiguration
{
    /// <exception cref="InvalidOperationException">A key is unknown or its value cannot be read; the message names the key and the accepted values.</exception>
    public static void Bind(IConfiguration configuration, HookEmitterOptions options)
    {
        string prefix = configuration is IConfigurationSection section ? ConfigurationPath.Combine(section.Path, "") : "";
        foreach ((string key, string? value) in configuration.AsEnumerable(makePathsRelative: true).OrderBy(static pair => pair.Key, ConfigurationKeyComparer.Instance))
        {
            if (value is not null && !options.TrySet(key, value, out OptionError? error))
            {
                throw new InvalidOperationException($"'{prefix}{key}' {error.Value.Problem}");
            }
        }
    }
}

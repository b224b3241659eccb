using Microsoft.Extensions.Configuration;

namespace FastEmit.Extensions.Hosting.Configuration;

/// <summary>
/// Sets options from a configuration section, key by key as the options name themselves. A key that is no option is an error: it is
/// a typing mistake that would otherwise go unseen.
/// </summary>
internal static class EmitterConfiguration
{
    /// <exception cref="InvalidOperationException">A key is unknown or its value cannot be read; the message names the key and what is accepted.</exception>
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

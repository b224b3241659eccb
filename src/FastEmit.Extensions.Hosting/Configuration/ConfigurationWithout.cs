using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace FastEmit.Extensions.Hosting.Configuration;

/// <summary>A configuration with some of its keys hidden: those that the generated binder cannot read and would refuse.</summary>
internal sealed class ConfigurationWithout(IConfiguration configuration, params string[] hidden) : IConfiguration
{
    private static readonly IConfiguration Empty = new ConfigurationBuilder().Build();

    /// <inheritdoc/>
    public string? this[string key]
    {
        get => IsHidden(key) ? null : configuration[key];
        set => configuration[key] = value;
    }

    /// <inheritdoc/>
    public IConfigurationSection GetSection(string key) => (IsHidden(key) ? Empty : configuration).GetSection(key);

    /// <inheritdoc/>
    public IEnumerable<IConfigurationSection> GetChildren() => configuration.GetChildren().Where(child => !IsHidden(child.Key));

    /// <inheritdoc/>
    public IChangeToken GetReloadToken() => configuration.GetReloadToken();

    private bool IsHidden(string key) => hidden.Contains(key, StringComparer.OrdinalIgnoreCase);
}

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

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

/// <summary>Validates options by the emitter's rules. Errors name the configuration key of an option if it has one.</summary>
internal sealed class EmitterOptionsValidation(string name, IConfigurationSection? section) : IValidateOptions<HookEmitterOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? optionsName, HookEmitterOptions options)
    {
        if (optionsName != name)
        {
            return ValidateOptionsResult.Skip;
        }

        string prefix = section is null ? $"{nameof(HookEmitterOptions)}." : $"{section.Path}:";
        IReadOnlyList<OptionError> errors = options.Validate();
        return errors.Count == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(errors.Select(error => $"{prefix}{error.Option.Replace('.', section is null ? '.' : ':')} {error.Problem}"));
    }
}

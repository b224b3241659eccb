using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace FastEmit.Extensions.Hosting.Configuration;

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

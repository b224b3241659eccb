using System.Globalization;
using FastEmit.SocketIO.Transports;

namespace FastEmit;

/// <summary>Collects what is wrong with a set of options, so that one exception names it all.</summary>
internal sealed class OptionErrors
{
    private readonly List<OptionError> _errors = [];

    /// <summary>What was noted so far.</summary>
    public IReadOnlyList<OptionError> All => _errors;

    /// <summary>Notes an option whose value is not accepted.</summary>
    public void Require(bool accepted, string option, object? value, string range)
    {
        if (!accepted)
        {
            string given = value is null ? "null" : string.Create(CultureInfo.InvariantCulture, $"{value}");
            _errors.Add(new OptionError(option, $"is {given}; accepted: {range}."));
        }
    }

    /// <summary>Notes an option outside of its range.</summary>
    public void RequireRange<T>(T value, T min, T max, string option)
        where T : IComparable<T> =>
        Require(
            value.CompareTo(min) >= 0 && value.CompareTo(max) <= 0,
            option, value, string.Create(CultureInfo.InvariantCulture, $"{min} to {max}"));

    /// <summary>Notes an enumeration value that has no name.</summary>
    public void RequireDefined<T>(T value, string option)
        where T : struct, Enum =>
        Require(Enum.IsDefined(value), option, value, string.Join(", ", Enum.GetNames<T>()));

    /// <summary>Notes a server URL that nobody could connect to.</summary>
    public void RequireUrl(string? url, string option) =>
        Require(EngineUrl.Problem(url) is null, option, url is null ? null : $"'{SecretMask.Strip(url)}'", EngineUrl.Problem(url) ?? "");

    /// <summary>Throws when anything was noted.</summary>
    public void ThrowIfAny()
    {
        if (_errors.Count != 0)
        {
            throw new ArgumentException(
                string.Join(Environment.NewLine, _errors.Select(static error => $"{nameof(HookEmitterOptions)}.{error.Option} {error.Problem}")), "options");
        }
    }
}

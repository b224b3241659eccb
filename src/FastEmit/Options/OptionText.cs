using System.Globalization;
using System.Net;

namespace FastEmit.Options;

/// <summary>How text says the value of an option, in configuration and on the command line.</summary>
internal static class OptionText
{
    public static bool TryText(string text, out string? value)
    {
        value = text;
        return true;
    }

    public static bool TryNumber(string text, out int value) =>
        int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out value);

    public static bool TryFraction(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    /// <summary><c>00:00:00.050</c>, <c>50ms</c>, <c>2s</c>, <c>5m</c>, <c>1h</c>, <c>1d</c> or <c>infinite</c>. A bare number would be days to .NET: it is none.</summary>
    public static bool TryDuration(string text, out TimeSpan value)
    {
        if (text.Equals("infinite", StringComparison.OrdinalIgnoreCase))
        {
            value = Timeout.InfiniteTimeSpan;
            return true;
        }

        (int Length, double Milliseconds) unit = text switch
        {
            [.., 'm', 's'] => (2, 1),
            [.., 's'] => (1, 1_000),
            [.., 'm'] => (1, 60_000),
            [.., 'h'] => (1, 3_600_000),
            [.., 'd'] => (1, 86_400_000),
            _ => default,
        };
        if (unit.Length == 0)
        {
            return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out value) && text.Contains(':', StringComparison.Ordinal);
        }

        bool isNumber = TryFraction(text[..^unit.Length], out double number)
            && Math.Abs(number * unit.Milliseconds) < TimeSpan.MaxValue.TotalMilliseconds / 2; // not NaN either
        value = isNumber ? TimeSpan.FromMilliseconds(number * unit.Milliseconds) : default;
        return isNumber;
    }

    /// <summary>A name of the enumeration in any case, also with dashes: <c>AtLeastOnce</c>, <c>at-least-once</c>.</summary>
    public static bool TryChoice<T>(string text, out T value)
        where T : struct, Enum =>
        Enum.TryParse(text.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out value) && Enum.IsDefined(value) && !char.IsAsciiDigit(text[0]);

    /// <summary>A URL, which may hold user and password, percent-encoded.</summary>
    public static bool TryProxy(string text, out IWebProxy? value)
    {
        value = null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || url.Host.Length == 0)
        {
            return false;
        }

        string[] user = url.UserInfo.Split(':', 2);
        value = new WebProxy(new UriBuilder(url) { UserName = "", Password = "" }.Uri)
        {
            Credentials = url.UserInfo.Length == 0
                ? null
                : new NetworkCredential(Uri.UnescapeDataString(user[0]), Uri.UnescapeDataString(user.ElementAtOrDefault(1) ?? "")),
        };
        return true;
    }
}

/// <summary>Reads the value of an option from text.</summary>
internal delegate bool TextParser<T>(string text, out T value);

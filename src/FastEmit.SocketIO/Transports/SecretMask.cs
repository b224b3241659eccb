using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace FastEmit.SocketIO.Transports;

/// <summary>
/// What may be shown of a text that a peer sent, in an exception, a log or a last error: its beginning, with control characters escaped
/// and without our own secrets, which servers and proxies like to echo. Made when there is something to show.
/// </summary>
internal sealed partial class SecretMask
{
    /// <summary>Characters that are shown of one text of a peer's.</summary>
    public const int MaxShown = 256;

    /// <summary>A shorter value says nothing, and would be found everywhere.</summary>
    private const int MinLength = 4;

    private const string Mask = "***";
    private const string Cut = "…";

    private readonly string[] _secrets;

    private SecretMask(IEnumerable<string> secrets) =>
        _secrets = [.. secrets.Where(static secret => secret.Length >= MinLength).SelectMany(Forms).Distinct().OrderByDescending(static form => form.Length)];

    /// <summary>Hides only what any text may hide: credentials inside a URL.</summary>
    public static SecretMask None { get; } = new([]);

    /// <summary>The secrets of a connection: query values, header values, what is declared, and the proxy's credentials.</summary>
    public static SecretMask Of(EngineConnectionOptions options) => new(
        [
            .. QueryValues(options.Url),
            .. options.Query.Select(static pair => pair.Value),
            .. options.Headers.Where(static header => !IsHarmless(header.Key)).SelectMany(static header => WordsOf(header.Value)),
            .. options.Confidential,
            .. ProxySecrets(options),
        ]);

    /// <summary>A URL for a message: no query, no fragment, no credentials.</summary>
    public static string Strip(string url)
    {
        int end = url.AsSpan().IndexOfAny('?', '#');
        return Shorten(Escape(HideCredentials(end < 0 ? url : url[..end])), MaxShown);
    }

    /// <summary>The texts in a JSON value, its names aside: each may be a token.</summary>
    public static IReadOnlyList<string> TextsOf(ReadOnlySpan<byte> json)
    {
        List<string> texts = [];
        Utf8JsonReader reader = new(json);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                texts.Add(reader.GetString()!);
            }
        }

        return texts;
    }

    /// <summary>The beginning of a peer's text.</summary>
    public string Show(ReadOnlySpan<byte> utf8)
    {
        // Enough that a secret at the place of the cut is still known for what it is.
        int longest = MaxShown + (_secrets.Length == 0 ? 0 : _secrets[0].Length);
        int length = Math.Min(utf8.Length, 4 * longest);
        return Show(Encoding.UTF8.GetString(utf8[..length]));
    }

    /// <summary>The same of a text that is decoded already.</summary>
    public string Show(string text) => Shorten(Escape(HideEnd(Hide(text)).Trim()), MaxShown);

    /// <summary>A message of ours, in which a peer's words may be, without secrets.</summary>
    public string Hide(string text)
    {
        string hidden = HideCredentials(text);
        foreach (string secret in _secrets)
        {
            hidden = hidden.Replace(secret, Mask, StringComparison.OrdinalIgnoreCase);
        }

        return hidden;
    }

    /// <summary>An exception, unless it or one inside of it says a secret.</summary>
    public Exception? Hide(Exception? exception)
    {
        for (Exception? inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (Hide(inner.Message) != inner.Message)
            {
                return null;
            }
        }

        return exception;
    }

    /// <summary>A text that was cut off may end with the beginning of a secret.</summary>
    private string HideEnd(string text)
    {
        foreach (string secret in _secrets)
        {
            for (int length = Math.Min(secret.Length - 1, text.Length); length >= MinLength; length--)
            {
                if (text.AsSpan().EndsWith(secret.AsSpan(0, length), StringComparison.OrdinalIgnoreCase))
                {
                    return string.Concat(text.AsSpan(0, text.Length - length), Mask);
                }
            }
        }

        return text;
    }

    /// <summary>Controls could forge lines, separators and marks of direction could dress up what is behind them.</summary>
    private static string Escape(string text)
    {
        StringBuilder line = new(text.Length);
        foreach (char c in text)
        {
            if (char.IsControl(c) || c is '\u2028' or '\u2029' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069'))
            {
                line.Append(c switch { '\n' => "\\n", '\r' => "\\r", '\t' => "\\t", _ => $"\\u{(int)c:x4}" });
            }
            else
            {
                line.Append(c);
            }
        }

        return line.ToString();
    }

    private static string Shorten(string text, int max)
    {
        if (text.Length <= max)
        {
            return text;
        }

        int end = char.IsHighSurrogate(text[max - 1]) ? max - 1 : max;
        return string.Concat(text.AsSpan(0, end), Cut);
    }

    /// <summary>As it is, in a URL, out of a URL, in HTML and in JSON.</summary>
    private static IEnumerable<string> Forms(string secret) =>
    [
        secret,
        Uri.EscapeDataString(secret),
        Uri.UnescapeDataString(secret),
        WebUtility.UrlEncode(secret),
        WebUtility.HtmlEncode(secret),
        JsonEncodedText.Encode(secret).ToString(),
    ];

    private static bool IsHarmless(string header) =>
        header.StartsWith("Accept", StringComparison.OrdinalIgnoreCase)
        || header.ToUpperInvariant() is "HOST" or "ORIGIN" or "REFERER" or "USER-AGENT" or "CONTENT-TYPE";

    /// <summary>The whole value, what follows its scheme (authorization), and each value of a list (cookies), not their names.</summary>
    private static IEnumerable<string> WordsOf(string value) =>
        value.Split(';', ',').Select(static part => part.Trim()).SelectMany(static part => new[] { After(part, '='), After(part, ' ') }).Append(value);

    private static string After(string text, char mark) => text[(text.IndexOf(mark, StringComparison.Ordinal) + 1)..];

    private static IEnumerable<string> QueryValues(string url)
    {
        int start = url.IndexOf('?', StringComparison.Ordinal);
        return start < 0
            ? []
            : url[(start + 1)..].Split('#')[0].Split('&').Select(static pair => pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..]);
    }

    private static IEnumerable<string> ProxySecrets(EngineConnectionOptions options)
    {
        try
        {
            IWebProxy? proxy = options.UseProxy ? options.Proxy ?? HttpClient.DefaultProxy : null;
            return proxy is not null
                && Uri.TryCreate(options.Url, UriKind.Absolute, out Uri? url)
                && proxy.GetProxy(url) is { } address
                && (proxy.Credentials?.GetCredential(address, "Basic") is { } credential)
                    ? [credential.Password]
                    : [];
        }
        catch (Exception)
        {
            return []; // A proxy of the user's: it is asked for help with a message, and may fail.
        }
    }

    /// <summary>Without the at sign no expression is loaded, which took a tenth of a program's start.</summary>
    private static string HideCredentials(string text) => text.Contains('@', StringComparison.Ordinal) ? Credentials().Replace(text, "://***@") : text;

    [GeneratedRegex("://[^/@\\s]*@", RegexOptions.CultureInvariant)]
    private static partial Regex Credentials();
}

using System.Buffers;

namespace FastEmit.Hooks.Redaction;

/// <summary>Finds values after a secret's name, addresses, markup and password hashes.</summary>
internal ref partial struct Redactor
{
    private const string AddressEnds = "\"'`<>\\ \t\r\n";
    private static readonly SearchValues<char> AddressEndValues = SearchValues.Create(AddressEnds);

    /// <summary>The schemes at the beginning of an authorization header's value; the secret follows.</summary>
    private static readonly string[] Schemes = ["bearer", "basic", "digest", "negotiate", "token", "apikey", "key", "splunk", "sso-key", "aws4-hmac-sha256"];

    /// <summary>At <c>=</c> or <c>:</c> : hides the value if the name before it is a secret's.</summary>
    private void PassAssignment(char separator)
    {
        if (separator == ':' && StartsWith(_at, "://"))
        {
            PassAddress();
            return;
        }

        int value = _at + 1;
        char next = value < _text.Length ? _text[value] : '\0';
        if (separator == '=' && next == '=')
        {
            _at = value + 1; // a comparison
            return;
        }

        value += (separator == ':' && next is '=' or ':') || (separator == '=' && next == '>') ? 1 : 0;
        (int start, int end) = FindName(_at);
        ReadOnlySpan<char> name = _text[start..end];
        if (start == end || !SecretNames.Contains(name))
        {
            (start, end) = separator == '=' ? FindTypedName(_at) : default;
            if (start == end)
            {
                return;
            }

            name = _text[start..end];
        }

        if (IsHeader(name))
        {
            HideHeader(SkipSpaces(value));
            return;
        }

        bool isSpaced = value < _text.Length && char.IsWhiteSpace(_text[value]);
        value = SkipToValue(value, separator);
        if (value >= _text.Length)
        {
            return;
        }

        if (!isSpaced && separator == '=' && start > 0 && _text[start - 1] is '?' or '&')
        {
            HideUntil(value, "&#;" + AddressEnds);
        }
        else if (_text[value] is '"' or '\'' or '`' or '\\' || IsLiteralPrefix(value))
        {
            HideValue(value, isStrong: true);
        }
        else if (separator == '=' && IsInConnectionString(start))
        {
            HideUntil(value, ";\"\n");
        }
        else
        {
            bool isWholeLine = separator == ':' && SecretNames.IsPassword(name) && IsLastOnLine(value);
            HideUnquoted(value, isStrong: !isSpaced || isWholeLine, SecretNames.IsPin(name));
        }
    }

    /// <summary>A secret's name with a space, quotes or a comma before its value: <c>set -x TOKEN v</c>, <c>Setenv("TOKEN", "v")</c>.</summary>
    private void PassNamedWord(int end)
    {
        int from = _at;
        _at = end;
        int value = end;
        int limit = Math.Min(_text.Length, end + MaxLook);
        while (value < limit && (char.IsWhiteSpace(_text[value]) || _text[value] is '"' or '\'' or ',' or '\\' or ']'))
        {
            value++;
        }

        if (StartsWith(end, "</"))
        {
            PassNextElement(end);
            return;
        }

        if (value == end || value >= limit || value - end > 32)
        {
            return;
        }

        int word = SkipToken(value, withDots: false);
        ReadOnlySpan<char> next = _text[value..word];
        if (IsWord(next, "value") || IsWord(next, "val") || IsWord(next, "newvalue"))
        {
            int separator = word;
            while (separator < limit && _text[separator] is '"' or '\'' or ' ' or '\\')
            {
                separator++;
            }

            if (separator < limit && _text[separator] is ':' or '=')
            {
                HideValue(SkipToValue(separator + 1, ':'), isStrong: true);
            }

            return;
        }

        if (next is "is" or "was" or "ist" or "es" or "est" or "to" or "with" || (next.IsEmpty && _text[value] == '='))
        {
            value = SkipBetweenWords(word);
            value = StartsWith(value, ": ") ? value + 2 : value;
        }

        if (value >= _text.Length)
        {
            return;
        }

        int stop = WordEnd(value);
        int plain = stop;
        while (plain > value && _text[plain - 1] is '.' or ',' or ';' or ')' or ']' or '}' or '\\' or ':')
        {
            plain--;
        }

        ReadOnlySpan<char> candidate = _text[value..plain];
        bool isLogin = _text[Math.Max(_copied, from - MaxNameLength)..from].Contains("login ", StringComparison.Ordinal);
        if (!candidate.IsEmpty && !SecretValues.IsHarmless(candidate) && !SecretValues.IsCode(candidate) && !candidate.Contains("://", StringComparison.Ordinal)
            && (isLogin || (LooksSecret(candidate, isQuoted: _text[value - 1] is '"' or '\'') && !IsPath(candidate))))
        {
            Hide(value, plain);
        }
    }

    /// <summary><c>scheme://user:password@host</c>, and addresses that are secrets.</summary>
    private void PassAddress()
    {
        int start = _at + "://".Length;
        ReadOnlySpan<char> rest = _text[start..];
        int secret = SecretUrls.SecretStart(rest);
        if (secret >= 0)
        {
            int stop = rest.IndexOfAny(AddressEndValues);
            int end = start + (stop < 0 ? rest.Length : stop);
            _at = end;
            if (end > start + secret && !StartsWith(start + secret, Mask))
            {
                Hide(start + secret, end);
            }

            return;
        }

        bool isWeb = _at >= 4 && (_text[.._at].EndsWith("http") || _text[.._at].EndsWith("https"));
        int colon = -1;
        int sign = -1;
        int at = start;
        for (; at < _text.Length && at - start < MaxLook; at++)
        {
            char c = _text[at];
            if (AddressEnds.Contains(c) || (c is '/' or '?' or '#' && (colon < 0 || isWeb)))
            {
                break;
            }

            if (c == '@')
            {
                sign = at; // the last one: a password may hold others
            }

            colon = colon < 0 && sign < 0 && c == ':' ? at : colon;
        }

        _at = start;
        if (sign > colon + 1 && colon >= 0 && !SecretValues.IsHarmless(_text[(colon + 1)..sign]))
        {
            Hide(colon + 1, sign);
        }
        else if (colon < 0 && sign - start >= 16)
        {
            Hide(start, sign); // a token in the place of the user
        }
    }

    /// <summary><c>&lt;password&gt;SECRET&lt;/password&gt;</c>.</summary>
    private void PassElement()
    {
        int start = _at + 1;
        int end = start;
        while (end < _text.Length && end - start < MaxNameLength && (IsTokenChar(_text[end]) || _text[end] is '.' or ':'))
        {
            end++;
        }

        if (start == end || end >= _text.Length || !SecretNames.Contains(_text[start..end]))
        {
            return;
        }

        int limit = Math.Min(_text.Length, end + MaxLook);
        int close = _text[end..limit].IndexOfAny('>', '<');
        if (close >= 0 && _text[end + close] == '>' && _text[end + close - 1] != '/')
        {
            HideUntil(end + close + 1, "<");
        }
    }

    /// <summary><c>&lt;key&gt;password&lt;/key&gt;&lt;string&gt;SECRET&lt;/string&gt;</c>.</summary>
    private void PassNextElement(int at)
    {
        ReadOnlySpan<char> rest = _text[at..Math.Min(_text.Length, at + MaxNameLength)];
        int close = rest.IndexOf('>');
        int open = close < 0 ? -1 : rest[(close + 1)..].IndexOf('<');
        if (open < 0 || !rest[(close + 1)..][..open].IsWhiteSpace() || StartsWith(at + close + 1 + open, "</"))
        {
            return;
        }

        int end = rest[(close + 1 + open)..].IndexOf('>');
        if (end >= 0)
        {
            HideUntil(at + close + 1 + open + end + 1, "<");
        }
    }

    /// <summary>A password's hash as <c>crypt</c> writes it: <c>$6$salt$hash</c>. The method is kept.</summary>
    private void PassHash()
    {
        int start = _at + 1;
        int end = start;
        while (end < _text.Length && end - start < 10 && (char.IsAsciiLetterOrDigit(_text[end]) || _text[end] == '-'))
        {
            end++;
        }

        ReadOnlySpan<char> method = _text[start..end];
        if (end >= _text.Length || _text[end] != '$' || method is not ("1" or "2a" or "2b" or "2y" or "5" or "6" or "7" or "y" or "gy" or "apr1" or "argon2id" or "argon2i" or "scrypt" or "pbkdf2"))
        {
            return;
        }

        int stop = end + 1;
        while (stop < _text.Length && !char.IsWhiteSpace(_text[stop]) && _text[stop] is not (':' or '"' or '\'' or '\\'))
        {
            stop++;
        }

        if (stop - end > 20)
        {
            Hide(end + 1, stop);
        }
    }

    /// <summary>The name before a separator. Skips spaces, a closing quote and an indexer's bracket.</summary>
    private readonly (int Start, int End) FindName(int separator)
    {
        int limit = Math.Max(_copied, separator - MaxNameLength);
        int end = separator;
        while (end > limit && _text[end - 1] is ' ' or '\t' or ':' or '?' or '+' or '!')
        {
            end--;
        }

        while (end > limit && _text[end - 1] is ']' or '[' or '"' or '\'' or '`' or '\\')
        {
            end--;
        }

        int start = end;
        while (start > limit && (IsTokenChar(_text[start - 1]) || _text[start - 1] is '.' or '$'))
        {
            start--;
        }

        return (start, end);
    }

    /// <summary>The secret's name of <c>name: type =</c> or <c>name type =</c>; nothing for other names.</summary>
    private readonly (int Start, int End) FindTypedName(int separator)
    {
        int limit = Math.Max(_copied, separator - MaxNameLength);
        int at = separator;
        while (at > limit && (char.IsAsciiLetterOrDigit(_text[at - 1]) || _text[at - 1] is ' ' or '_' or '<' or '>' or '[' or ']' or '&' or '?' or '|' or '.' or '\''))
        {
            at--;
        }

        if (at > limit && _text[at - 1] == ':')
        {
            (int start, int end) = FindName(at - 1);
            return SecretNames.Contains(_text[start..end]) ? (start, end) : default;
        }

        // Go: var password string = …; C: char password[32] = …
        ReadOnlySpan<char> words = _text[at..separator].TrimEnd();
        int space = words.LastIndexOfAny(' ', '[');
        if (space <= 0)
        {
            return default;
        }

        (int first, int last) = FindName(at + space);
        return SecretNames.Contains(_text[first..last]) ? (first, last) : default;
    }

    private static bool IsHeader(ReadOnlySpan<char> name) =>
        IsWord(name, "authorization") || IsWord(name, "proxy-authorization") || IsWord(name, "cookie") || IsWord(name, "set-cookie");

    /// <summary>Whether an assignment to another name is directly before or after: <c>Server=…;Password=…;Encrypt=…</c>.</summary>
    private readonly bool IsInConnectionString(int name)
    {
        int before = name;
        while (before > _copied && _text[before - 1] is ' ' or '\t')
        {
            before--;
        }

        return before > 0 && _text[before - 1] == ';' && _text[Math.Max(0, before - MaxLook)..before].Contains('=');
    }

    /// <summary>Hides a header's value and keeps its scheme.</summary>
    private void HideHeader(int at)
    {
        if (at < _text.Length && _text[at] is '"' or '\'')
        {
            at++;
        }

        foreach (string scheme in Schemes)
        {
            int end = at + scheme.Length;
            if (end < _text.Length && _text[end] == ' ' && SecretNames.StartsWithIgnoringCase(_text[at..], scheme))
            {
                at = end + 1;
                break;
            }
        }

        HideUntil(at, "\"'\r\n");
    }

    /// <summary>Skips spaces; after a colon also a line's end and a block's mark: <c>password:\n  value</c>.</summary>
    private readonly int SkipToValue(int at, char separator)
    {
        int value = SkipSpaces(at);
        if (separator != ':' || value >= _text.Length)
        {
            return value;
        }

        if (_text[value] is '|' or '>' && value + 1 < _text.Length && _text[value + 1] is '\n' or '-' or '+' or '\r')
        {
            value = Math.Min(_text.Length, value + (_text[value + 1] is '-' or '+' ? 2 : 1));
        }

        int line = value;
        while (line < _text.Length && line - value < MaxNameLength && char.IsWhiteSpace(_text[line]))
        {
            line++;
        }

        return line > value && line < _text.Length && SecretValues.LooksRandom(_text[line..WordEnd(line)]) && IsLastOnLine(line) ? line : value;
    }

    private readonly bool IsLastOnLine(int value)
    {
        int end = WordEnd(value);
        while (end < _text.Length && _text[end] is ' ' or '\t' or '\r')
        {
            end++;
        }

        return end >= _text.Length || _text[end] == '\n';
    }

    /// <summary>Whether the prefix of a quoted literal begins here: <c>b"…"</c>, <c>@"…"</c>, <c>f'…'</c>.</summary>
    private readonly bool IsLiteralPrefix(int at)
    {
        int quote = at;
        while (quote < _text.Length && quote - at < 3 && (char.IsAsciiLetter(_text[quote]) || _text[quote] is '@' or '$' or '#'))
        {
            quote++;
        }

        return quote > at && quote < _text.Length && _text[quote] is '"' or '\'' or '`';
    }

    /// <summary>Hides a value: a quoted one as a whole, otherwise up to the end of the word.</summary>
    private void HideValue(int at, bool isStrong)
    {
        int open = at;
        while (IsLiteralPrefix(open) && open < _text.Length && _text[open] is not ('"' or '\'' or '`'))
        {
            open++;
        }

        int slashes = open;
        while (slashes < _text.Length && _text[slashes] == '\\')
        {
            slashes++;
        }

        if (slashes >= _text.Length || _text[slashes] is not ('"' or '\'' or '`'))
        {
            HideUnquoted(at, isStrong, isPin: false);
            return;
        }

        char quote = _text[slashes];
        int escapes = slashes - open;
        int start = slashes + 1;
        while (start < _text.Length && _text[start] == quote && escapes == 0 && StartsWith(start, new string(quote, 2)))
        {
            start += 2; // """…"""
        }

        int end = start;
        while (end < _text.Length && _text[end] != '\n')
        {
            if (escapes == 0 && _text[end] == '\\')
            {
                end += 2;
                continue;
            }

            if (_text[end] == quote)
            {
                break;
            }

            end++;
        }

        end = Math.Min(end, _text.Length);
        int last = end;
        for (int i = 0; i < escapes && last > start && _text[last - 1] == '\\'; i++)
        {
            last--;
        }

        _at = Math.Max(_at, end);
        ReadOnlySpan<char> value = _text[start..last];
        if (!SecretValues.IsHarmless(value) && !IsProse(value))
        {
            Hide(start, last);
            _at = Math.Max(_at, Math.Min(end + 1, _text.Length));
        }
    }

    /// <param name="start">The start of the value.</param>
    /// <param name="isStrong">Whether any value is a secret; otherwise it must look like one.</param>
    /// <param name="isPin">Whether a short number is a secret.</param>
    private void HideUnquoted(int start, bool isStrong, bool isPin)
    {
        if (start >= _text.Length)
        {
            return;
        }

        int end = start;
        while (end < _text.Length && !char.IsWhiteSpace(_text[end]) && _text[end] is not ('"' or '\'' or '`' or '<') && !IsNextAssignment(end))
        {
            end++;
        }

        while (end > start && _text[end - 1] is ';' or ',' or ')' or ']' or '}' or '\\')
        {
            end--;
        }

        _at = Math.Max(_at, end);
        ReadOnlySpan<char> value = _text[start..end];
        if (value.IsEmpty || SecretValues.IsHarmless(value))
        {
            return;
        }

        bool isNumber = !value.ContainsAnyExceptInRange('0', '9');
        bool hides = isNumber
            ? value.Length >= (isPin ? 4 : 6) || (isStrong && isPin)
            : SecretValues.LooksRandom(value) && !SecretValues.IsCode(value)
                || (isStrong && !SecretValues.IsCode(_text[start..Math.Min(_text.Length, end + 1)]) && !IsOwnName(value));
        if (hides)
        {
            Hide(start, end);
        }
    }

    /// <summary>Whether <c>&amp;name=</c> or <c>;name=</c> begins here: the next of several assignments.</summary>
    private readonly bool IsNextAssignment(int at)
    {
        if (_text[at] is not ('&' or ';' or ','))
        {
            return false;
        }

        int end = at + 1;
        while (end < _text.Length && end - at < MaxNameLength && (IsTokenChar(_text[end]) || _text[end] is ' ' or '.'))
        {
            end++;
        }

        return end > at + 1 && end < _text.Length && _text[end] is '=' or ':';
    }

    private void HideUntil(int start, string stops)
    {
        if (start >= _text.Length)
        {
            return;
        }

        int length = _text[start..].IndexOfAny(stops);
        int end = length < 0 ? _text.Length : start + length;
        ReadOnlySpan<char> value = _text[start..end].TrimEnd('\\');
        _at = Math.Max(_at, end);
        if (!value.IsEmpty && !SecretValues.IsHarmless(value))
        {
            Hide(start, start + value.Length);
        }
    }

    /// <summary>Skips base64 in either alphabet, with dots and padding.</summary>
    private readonly int SkipCredential(int at)
    {
        while (at < _text.Length && (IsTokenChar(_text[at]) || _text[at] is '.' or '+' or '/' or '=' or '~'))
        {
            at++;
        }

        return at;
    }

    /// <summary>Whether the value is a secret's name itself: <c>f(token=token)</c>, <c>password: dbPassword</c>.</summary>
    private static bool IsOwnName(ReadOnlySpan<char> value) => SecretNames.Contains(value) && !value.ContainsAnyInRange('0', '9');

    /// <summary>Whether a text has four words or more, like a message to a reader.</summary>
    private static bool IsProse(ReadOnlySpan<char> value) => value.Count(' ') >= 3 && !SecretValues.LooksRandom(value);

    /// <summary>Whether a value near a secret's name is a secret: it looks random, or is quoted and has a digit.</summary>
    private static bool LooksSecret(ReadOnlySpan<char> value, bool isQuoted) =>
        value.ContainsAnyExceptInRange('0', '9')
        && (SecretValues.LooksRandom(value) || (isQuoted && value.Length >= 8 && value.ContainsAnyInRange('0', '9') && !value.ContainsAny(" ./:")));

    private static bool IsPath(ReadOnlySpan<char> value) => value[0] is '/' or '.' or '~' || (value.Length > 2 && value[1] == ':' && value[2] is '\\' or '/');
}

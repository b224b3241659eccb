using System.Text;

namespace FastEmit.Hooks.Redaction;

/// <summary>Takes the secrets out of a text. One pass from left to right; time is linear in the length, whatever the text is.</summary>
/// <remarks>
/// Linear because each look ahead is either skipped afterwards or ends at the first character that cannot be part of what
/// is looked for, and each look back is at most <see cref="MaxNameLength"/> long.
/// </remarks>
internal ref struct Redactor
{
    /// <summary>The longest name that is looked at before an assignment.</summary>
    public const int MaxNameLength = 64;

    private readonly ReadOnlySpan<char> _text;
    private StringBuilder? _clean;
    private int _copied;
    private int _at;
    private bool _passwordFollowsP; // after a command whose -p takes a password, up to the next command

    private Redactor(ReadOnlySpan<char> text) => _text = text;

    /// <summary>The text without its secrets; the same instance when it has none.</summary>
    public static string Redact(string text)
    {
        Redactor redactor = new(text);
        redactor.Run();
        return redactor._clean is { } clean ? clean.Append(text, redactor._copied, text.Length - redactor._copied).ToString() : text;
    }

    /// <inheritdoc cref="Redact(string)"/>
    public static string? RedactOrNull(string? text) => text is null ? null : Redact(text);

    private void Run()
    {
        bool atWord = true; // whether a word may begin here
        while (_at < _text.Length)
        {
            char c = _text[_at];
            int before = _at;
            if (c is '=' or ':')
            {
                PassAssignment(c);
            }
            else if (c == '-')
            {
                PassDash(atWord);
            }
            else if (atWord && char.IsAsciiLetter(c))
            {
                PassWord();
            }

            if (c is '\n' or ';' or '|' or '&')
            {
                _passwordFollowsP = false;
            }

            if (_at == before)
            {
                _at++;
            }

            atWord = !IsTokenChar(_text[_at - 1]);
        }
    }

    /// <summary>At the beginning of a word: a token, a scheme with a credential behind it, or a command.</summary>
    private void PassWord()
    {
        char first = _text[_at];
        TokenPattern[] patterns = SecretPatterns.Tokens;
        for (int i = 0; i < patterns.Length; i++)
        {
            ref readonly TokenPattern pattern = ref patterns[i];
            if (pattern.Prefix[0] == first && StartsWith(_at, pattern.Prefix))
            {
                int start = _at + pattern.Prefix.Length;
                int end = SkipToken(start, pattern.WithDots);
                if (end - start >= pattern.MinLength)
                {
                    Hide(start, end);
                    return;
                }
            }
        }

        ReadOnlySpan<char> rest = _text[_at..];
        if (SecretPatterns.StartsWithIgnoringCase(rest, "bearer "))
        {
            int start = SkipSpaces(_at + "bearer ".Length);
            int end = SkipCredential(start);
            if (end - start >= 8)
            {
                Hide(start, end);
            }
        }
        else if (rest.StartsWith("sshpass") || rest.StartsWith("mysql") || rest.StartsWith("mariadb"))
        {
            _passwordFollowsP = true;
        }
    }

    /// <summary>At a dash: an option that takes a password, or a private key.</summary>
    private void PassDash(bool atWord)
    {
        if (StartsWith(_at, SecretPatterns.KeyBegin))
        {
            PassKey();
        }
        else if (!atWord || (_at != 0 && !IsSpaceOrQuote(_text[_at - 1])))
        {
            return;
        }
        else if (StartsWith(_at, "--"))
        {
            PassLongOption();
        }
        else if (StartsWith(_at, "-u ") || StartsWith(_at, "-u\""))
        {
            PassUser(_at + 2);
        }
        else if (_passwordFollowsP && StartsWith(_at, "-p"))
        {
            int start = SkipSpaces(_at + 2);
            HideValue(start);
        }
    }

    private void PassKey()
    {
        int kind = _at + SecretPatterns.KeyBegin.Length;
        int dashes = Find("-----", kind, Math.Min(_text.Length, kind + MaxNameLength));
        if (dashes < 0 || !_text[kind..dashes].EndsWith(SecretPatterns.PrivateKey) && !_text[kind..dashes].EndsWith(SecretPatterns.PrivateKey + " BLOCK"))
        {
            _at = kind;
            return;
        }

        int start = dashes + "-----".Length;
        int end = Find(SecretPatterns.KeyEnd, start, _text.Length);
        Hide(start, end < 0 ? _text.Length : end);
        if (end >= 0)
        {
            _at = Math.Min(_text.Length, end + SecretPatterns.KeyEnd.Length);
        }
    }

    /// <summary><c>--password VALUE</c> and <c>--user NAME:PASSWORD</c>; with an equals sign it is an assignment.</summary>
    private void PassLongOption()
    {
        int start = _at + 2;
        int end = SkipToken(start, withDots: false);
        if (end < _text.Length && _text[end] is ' ' or '\t' && end - start <= MaxNameLength)
        {
            ReadOnlySpan<char> name = _text[start..end];
            if (name is "user" or "proxy-user")
            {
                PassUser(end);
                return;
            }

            int value = SkipSpaces(end);
            if (SecretPatterns.IsSecretName(name) && value < _text.Length && _text[value] != '-')
            {
                HideValue(value);
                return;
            }
        }

        _at = Math.Max(_at, end);
    }

    /// <summary><c>NAME:PASSWORD</c> behind an option.</summary>
    private void PassUser(int at)
    {
        at = SkipSpaces(at);
        char quote = at < _text.Length && _text[at] is '"' or '\'' ? _text[at++] : '\0';
        int colon = -1;
        int end = at;
        while (end < _text.Length && (quote != '\0' ? _text[end] != quote && _text[end] != '\n' : !char.IsWhiteSpace(_text[end])))
        {
            colon = colon < 0 && _text[end] == ':' ? end : colon;
            end++;
        }

        _at = end;
        if (colon >= 0 && colon + 1 < end)
        {
            Hide(colon + 1, end);
        }
    }

    /// <summary>At <c>=</c> or <c>:</c> : hides the value if the name before says that it is a secret.</summary>
    private void PassAssignment(char separator)
    {
        if (separator == ':' && StartsWith(_at, "://"))
        {
            PassUserInfo();
            return;
        }

        int value = _at + 1;
        if (value < _text.Length && _text[value] == '=')
        {
            if (separator == '=')
            {
                _at = value + 1; // a comparison
                return;
            }

            value++; // :=
        }
        else if (separator == '=' && value < _text.Length && _text[value] == '>')
        {
            value++;
        }

        (int start, int end) = FindName(_at);
        if (start == end || !SecretPatterns.IsSecretName(_text[start..end]))
        {
            return;
        }

        value = SkipSpaces(value);
        if (IsHeader(_text[start..end]))
        {
            HideHeader(value);
        }
        else if (separator == '=' && IsInConnectionString(start))
        {
            HideUntil(value, ";\"\n");
        }
        else
        {
            HideValue(value);
        }
    }

    /// <summary><c>scheme://user:password@host</c>.</summary>
    private void PassUserInfo()
    {
        int start = _at + "://".Length;
        int colon = -1;
        int at = start;
        for (; at < _text.Length; at++)
        {
            char c = _text[at];
            if (c == '@')
            {
                if (colon >= 0 && at > colon + 1)
                {
                    Hide(colon + 1, at);
                }
                else if (colon < 0 && at - start >= 16)
                {
                    Hide(start, at); // a token in the place of the user
                }

                break;
            }

            if (c is '/' or '?' or '#' or '"' or '\'' or '`' or '<' or '>' || char.IsWhiteSpace(c))
            {
                break;
            }

            colon = colon < 0 && c == ':' ? at : colon;
        }

        _at = Math.Max(_at, colon < 0 ? start : Math.Min(at, _text.Length));
    }

    /// <summary>The name before a separator, over spaces and a closing quote.</summary>
    private readonly (int Start, int End) FindName(int separator)
    {
        int end = separator;
        int limit = Math.Max(_copied, separator - MaxNameLength);
        while (end > limit && _text[end - 1] is ' ' or '\t')
        {
            end--;
        }

        if (end > limit && _text[end - 1] is '"' or '\'' or '`')
        {
            end--;
            if (end > limit && _text[end - 1] == '\\')
            {
                end--;
            }
        }
        else if (end > limit && _text[end - 1] == ']')
        {
            end--; // config["password"] = …
            if (end > limit && _text[end - 1] is '"' or '\'')
            {
                end--;
            }
        }

        int start = end;
        while (start > limit && (IsTokenChar(_text[start - 1]) || _text[start - 1] is '.' or '$'))
        {
            start--;
        }

        return (start, end);
    }

    private static bool IsHeader(ReadOnlySpan<char> name) =>
        SecretPatterns.StartsWithIgnoringCase(name, "authorization")
        || SecretPatterns.StartsWithIgnoringCase(name, "proxy-authorization")
        || SecretPatterns.StartsWithIgnoringCase(name, "cookie")
        || SecretPatterns.StartsWithIgnoringCase(name, "set-cookie");

    /// <summary>Whether <c>;</c> or an assignment that ends in it stands right before: <c>Server=…;Password=…</c>.</summary>
    private readonly bool IsInConnectionString(int name)
    {
        while (name > 0 && _text[name - 1] is ' ' or '\t')
        {
            name--;
        }

        return name > 0 && _text[name - 1] == ';';
    }

    /// <summary>Hides a header's value and keeps its scheme.</summary>
    private void HideHeader(int at)
    {
        if (at < _text.Length && _text[at] is '"' or '\'')
        {
            at++;
        }

        foreach (string scheme in SecretPatterns.Schemes)
        {
            if (SecretPatterns.StartsWithIgnoringCase(_text[at..], scheme) && at + scheme.Length < _text.Length && _text[at + scheme.Length] == ' ')
            {
                at += scheme.Length + 1;
                break;
            }
        }

        HideUntil(at, "\"'\r\n");
    }

    /// <summary>Hides a value: in quotes as a whole, otherwise up to what ends a word.</summary>
    private void HideValue(int at)
    {
        if (at >= _text.Length)
        {
            return;
        }

        bool isEscaped = StartsWith(at, "\\\"");
        char quote = isEscaped ? '"' : _text[at];
        if (quote is not ('"' or '\'' or '`'))
        {
            HideWord(at);
            return;
        }

        int start = at + (isEscaped ? 2 : 1);
        int end = start;
        while (end < _text.Length && _text[end] != quote && _text[end] != '\n')
        {
            end += !isEscaped && _text[end] == '\\' && end + 1 < _text.Length ? 2 : 1;
        }

        end = Math.Min(end, _text.Length);
        HideUnlessHarmless(start, isEscaped && end > start && _text[end - 1] == '\\' ? end - 1 : end);
    }

    private void HideWord(int start)
    {
        if (StartsWith(start, SecretPatterns.Mask))
        {
            _at = start + SecretPatterns.Mask.Length;
            return;
        }

        int end = start;
        while (end < _text.Length && !char.IsWhiteSpace(_text[end]) && _text[end] is not (';' or ',' or '&' or '|' or '"' or '\'' or '`' or ')' or '}' or ']' or '<' or '>'))
        {
            end++;
        }

        HideUnlessHarmless(start, end);
    }

    private void HideUntil(int start, string stops)
    {
        int end = start;
        while (end < _text.Length && !Contains(stops, _text[end]))
        {
            end++;
        }

        HideUnlessHarmless(start, end);
    }

    private void HideUnlessHarmless(int start, int end)
    {
        ReadOnlySpan<char> value = _text[start..end];
        if (value.IsEmpty || SecretPatterns.IsPlaceholder(value) || IsVariable(value) || value is SecretPatterns.Mask)
        {
            _at = Math.Max(_at, end);
            return;
        }

        Hide(start, end);
    }

    /// <summary>Whether a value is a shell's variable: <c>$TOKEN</c>, <c>${TOKEN}</c>.</summary>
    private static bool IsVariable(ReadOnlySpan<char> value)
    {
        if (value.Length < 2 || value[0] != '$')
        {
            return false;
        }

        value = value[1..];
        if (value[0] == '{')
        {
            value = value[^1] == '}' ? value[1..^1] : value[1..];
        }

        foreach (char c in value)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '_')
            {
                return false;
            }
        }

        return value.Length != 0 && !char.IsAsciiDigit(value[0]);
    }

    private void Hide(int start, int end)
    {
        _clean ??= new StringBuilder(_text.Length);
        _clean.Append(_text[_copied..start]).Append(SecretPatterns.Mask);
        _copied = end;
        _at = end;
    }

    private readonly int SkipToken(int at, bool withDots)
    {
        while (at < _text.Length && (IsTokenChar(_text[at]) || (withDots && _text[at] == '.')))
        {
            at++;
        }

        return at;
    }

    /// <summary>Over base64 in either alphabet, with dots and padding.</summary>
    private readonly int SkipCredential(int at)
    {
        while (at < _text.Length && (IsTokenChar(_text[at]) || _text[at] is '.' or '+' or '/' or '=' or '~'))
        {
            at++;
        }

        return at;
    }

    private readonly int SkipSpaces(int at)
    {
        while (at < _text.Length && _text[at] is ' ' or '\t')
        {
            at++;
        }

        return at;
    }

    private readonly int Find(string word, int from, int to)
    {
        for (int i = from; i <= to - word.Length; i++)
        {
            if (StartsWith(i, word))
            {
                return i;
            }
        }

        return -1;
    }

    private readonly bool StartsWith(int at, string word)
    {
        if (_text.Length - at < word.Length)
        {
            return false;
        }

        for (int i = 0; i < word.Length; i++)
        {
            if (_text[at + i] != word[i])
            {
                return false;
            }
        }

        return true;
    }

    private static bool Contains(string characters, char c)
    {
        foreach (char candidate in characters)
        {
            if (candidate == c)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsSpaceOrQuote(char c) => char.IsWhiteSpace(c) || c is '"' or '\'' or '(' or ',' or '[';

    private static bool IsTokenChar(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-';
}

namespace FastEmit.Hooks.Redaction;

/// <summary>Finds secrets in options and at fixed positions of command lines, and at the beginning of a line.</summary>
internal ref partial struct Redactor
{
    /// <summary>At a dash: an option that takes a secret, or a private key.</summary>
    private void PassDash(bool atWord)
    {
        if (StartsWith(_at, KeyBegin))
        {
            PassKey();
            return;
        }

        if (!atWord || (_at != 0 && !IsBeforeOption(_text[_at - 1])))
        {
            return;
        }

        if (StartsWith(_at, "-- "))
        {
            _expectsCommand = true; // kubectl exec pod -- mysql …
            return;
        }

        _expectsCommand = _expectsCommand && _skipWords > 0;
        foreach (ref readonly CommandSecret rule in CommandSecret.All.AsSpan())
        {
            if (!ReferenceEquals(rule.Command, _command))
            {
                continue;
            }

            if (HidesOption(rule))
            {
                return;
            }

            if (rule.Option is null && rule.Within is ['-', ..] && _text[_at..SkipToken(_at, withDots: false)].SequenceEqual(rule.Within))
            {
                PassOwnWords(rule, _at + rule.Within.Length, rule.Within);
                return;
            }
        }

        if (StartsWith(_at, "--"))
        {
            PassLongOption();
        }
        else
        {
            // -passin pass:X, /storepass X: a secret's name after one dash or slash.
            int end = SkipToken(_at + 1, withDots: false);
            if (end - _at > 4 && end < _text.Length && _text[end] is ' ' && SecretNames.Contains(_text[(_at + 1)..end]))
            {
                int value = SkipSpaces(end);
                _at = end;
                if (value < _text.Length && _text[value] != '-' && SecretValues.LooksRandom(_text[value..WordEnd(value)]) && !StartsWith(value, "pass:"))
                {
                    HideValue(value, isStrong: true);
                }
            }
        }
    }

    private bool HidesOption(in CommandSecret rule)
    {
        if (rule.Option is null || !StartsWith(_at, rule.Option) || (rule.Within is { } within && !StandsBefore(within)))
        {
            return false;
        }

        int end = _at + rule.Option.Length;
        if (end >= _text.Length)
        {
            return false;
        }

        bool isLong = rule.Option.StartsWith("--", StringComparison.Ordinal) || rule.Option.Length > 2;
        bool isApart = _text[end] is ' ' or '\t' or '"' or '\'' or '=' or ',' or '\\';
        if (isLong ? !isApart : rule.Form == CommandSecretForm.Next && !isApart)
        {
            return false;
        }

        if (rule.Form == CommandSecretForm.Attached && isApart && _text[end] is not ('"' or '\''))
        {
            return false;
        }

        if (rule.Form == CommandSecretForm.Attached && _text[end] is '"' or '\'' && end + 1 < _text.Length && _text[end + 1] is ',' or ' ' or ']')
        {
            return false; // ["mysql","-p","shop"]
        }

        int value = isApart ? SkipBetweenWords(_text[end] == '=' ? end + 1 : end) : end;
        _at = end;
        switch (rule.Form)
        {
            case CommandSecretForm.User:
                PassUser(value, ':');
                break;
            case CommandSecretForm.UserComma:
                PassUser(value, ',');
                break;
            case CommandSecretForm.UserPercent:
                PassUser(value, '%');
                break;
            case CommandSecretForm.Cookie:
                if (_text[value..WordEnd(value)].Contains('='))
                {
                    HideArgument(value);
                }

                break;
            default:
                HideArgument(value);
                break;
        }

        return true;
    }

    /// <summary>Hides secrets that are words of their own after a command or one of its verbs.</summary>
    private void PassOwnWords(in CommandSecret rule, int at, ReadOnlySpan<char> word)
    {
        if (rule.Option is not null || (rule.Within is { } within && !word.SequenceEqual(within)))
        {
            return;
        }

        int skip = rule.Form switch
        {
            CommandSecretForm.SecondWord => 1,
            CommandSecretForm.ThirdWord => 2,
            _ => 0,
        };
        int look = Math.Min(_text.Length, at + MaxLook);
        while (at < look)
        {
            at = SkipBetweenWords(at);
            if (at >= look || _text[at] is '\n' or ';' or '|' or '&' or '<' or '>')
            {
                return;
            }

            if (rule.Form == CommandSecretForm.Typed)
            {
                HideTyped(at);
                return;
            }

            int end = WordEnd(at);
            if (_text[at] == '-')
            {
                at = Math.Max(end, at + 1);
                continue;
            }

            if (skip-- == 0)
            {
                if (rule.Form == CommandSecretForm.UserSlash)
                {
                    PassUser(at, '/');
                }
                else if (rule.Within is not "user" || SecretValues.LooksRandom(_text[at..end]))
                {
                    HideArgument(at);
                }

                return;
            }

            at = Math.Max(end, at + 1);
        }
    }

    /// <summary><c>send "SECRET\r"</c>: the input of a script at a prompt.</summary>
    private void HideTyped(int at)
    {
        if (at < _text.Length && at > 0 && _text[at - 1] is '"' or '\'')
        {
            int end = at;
            while (end < _text.Length && _text[end] is not ('"' or '\'' or '\n' or '\\'))
            {
                end++;
            }

            if (StartsWith(end, "\\r") && SecretValues.LooksRandom(_text[at..end]))
            {
                Hide(at, end);
            }
        }
    }

    /// <summary><c>echo SECRET | docker login --password-stdin</c>.</summary>
    private void PassEcho(int at)
    {
        int value = SkipBetweenWords(at);
        while (StartsWith(value, "-n ") || StartsWith(value, "-e ") || StartsWith(value, "%s"))
        {
            value = SkipBetweenWords(value + 2);
        }

        int look = Math.Min(_text.Length, value + MaxLook);
        ReadOnlySpan<char> line = _text[Math.Min(value, look)..look];
        int newline = line.IndexOf('\n');
        line = newline < 0 ? line : line[..newline];
        int pipe = line.IndexOf('|');
        if (pipe <= 0)
        {
            return;
        }

        ReadOnlySpan<char> reader = line[pipe..];
        bool takesSecret = reader.Contains("secret", StringComparison.OrdinalIgnoreCase) || reader.Contains("password", StringComparison.OrdinalIgnoreCase)
            || reader.Contains("with-token", StringComparison.Ordinal) || reader.Contains("passwd", StringComparison.Ordinal)
            || reader.Contains("sudo -S", StringComparison.Ordinal) || reader.Contains("--passphrase-fd", StringComparison.Ordinal)
            || reader.Contains(" login", StringComparison.Ordinal) || reader.Contains("env add", StringComparison.Ordinal);
        if (!takesSecret)
        {
            return;
        }

        int colon = reader.Contains("chpasswd", StringComparison.Ordinal) ? line[..pipe].IndexOf(':') : -1;
        HideArgument(value + colon + 1);
    }

    private void PassKey()
    {
        int kind = _at + KeyBegin.Length;
        ReadOnlySpan<char> head = _text[kind..Math.Min(_text.Length, kind + MaxNameLength)];
        int dashes = head.IndexOf("-----");
        if (dashes < 0 || (!head[..dashes].EndsWith("PRIVATE KEY") && !head[..dashes].EndsWith("PRIVATE KEY BLOCK")))
        {
            _at = kind;
            return;
        }

        int start = kind + dashes + "-----".Length;
        int length = _text[start..].IndexOf(KeyEnd);
        int end = length < 0 ? _text.Length : start + length;
        if (_text[start..end].Trim().SequenceEqual(Mask))
        {
            _at = end;
            return;
        }

        Hide(start, end);
        _at = Math.Min(_text.Length, end + (length < 0 ? 0 : KeyEnd.Length));
    }

    /// <summary><c>--password VALUE</c>, <c>--user NAME:PASSWORD</c>, <c>--from-literal=name=VALUE</c>; other equals signs are handled as assignments.</summary>
    private void PassLongOption()
    {
        int start = _at + 2;
        int end = SkipToken(start, withDots: false);
        if (end < _text.Length && end - start <= MaxNameLength)
        {
            ReadOnlySpan<char> name = _text[start..end];
            bool isApart = _text[end] is ' ' or '\t' or '"' or '\'' or '\\' or ',';
            if (name is "user" or "proxy-user" or "creds")
            {
                PassUser(SkipBetweenWords(end + (isApart ? 0 : 1)), ':');
                return;
            }

            if (name is "from-literal")
            {
                int equals = _text[end..Math.Min(_text.Length, end + MaxNameLength + 1)][1..].IndexOf('=');
                if (equals >= 0)
                {
                    HideArgument(end + equals + 2);
                    return;
                }
            }

            int value = SkipBetweenWords(end);
            if (isApart && SecretNames.Contains(name) && value < _text.Length && _text[value] != '-')
            {
                HideArgument(value);
                return;
            }
        }

        _at = Math.Max(_at, end);
    }

    /// <summary><c>NAME:PASSWORD</c> after an option.</summary>
    private void PassUser(int at, char separator)
    {
        if (at >= _text.Length)
        {
            return;
        }

        char quote = at > 0 && _text[at - 1] is '"' or '\'' ? _text[at - 1] : '\0';
        if (quote == '\0' && _text[at] is '"' or '\'')
        {
            quote = _text[at++];
        }

        int split = -1;
        int end = at;
        while (end < _text.Length && (quote != '\0' ? _text[end] != quote && _text[end] != '\n' : !char.IsWhiteSpace(_text[end])))
        {
            split = split < 0 && _text[end] == separator ? end : split;
            end++;
        }

        _at = Math.Max(_at, end);
        if (separator == '/' && split >= 0)
        {
            int host = _text[split..end].LastIndexOf('@');
            end = host < 0 ? end : split + host;
        }

        if (split >= 0 && split + 1 < end && !SecretValues.IsHarmless(_text[(split + 1)..end]) && _text[(split + 1)..end].ContainsAnyExceptInRange('0', '9'))
        {
            Hide(split + 1, end);
        }
        else if (split >= 0 && end - split > 4 && !_text[(split + 1)..end].ContainsAnyExceptInRange('0', '9'))
        {
            Hide(split + 1, end);
        }
    }

    /// <summary>At the beginning of a line: <c>host:port:database:user:PASSWORD</c>, as in PostgreSQL's password file.</summary>
    private void PassPasswordLine()
    {
        Span<int> colons = stackalloc int[4];
        int found = 0;
        int end = _at;
        int limit = Math.Min(_text.Length, _at + MaxLook);
        while (end < limit && !char.IsWhiteSpace(_text[end]) && _text[end] is not ('"' or '\'' or '/' or '='))
        {
            if (_text[end] == ':' && found < 4)
            {
                colons[found++] = end;
            }

            end++;
        }

        if (found < 4 || (end < limit && _text[end] is not ('\n' or '\r')) || colons[0] == _at || colons[3] + 1 >= end)
        {
            return;
        }

        ReadOnlySpan<char> port = _text[(colons[0] + 1)..colons[1]];
        bool isPort = port is "*" || (port.Length is > 1 and < 6 && !port.ContainsAnyExceptInRange('0', '9'));
        if (isPort && colons[3] - colons[2] > 1 && !SecretValues.IsHarmless(_text[(colons[3] + 1)..end]))
        {
            Hide(colons[3] + 1, end);
        }
    }

    /// <summary>Whether the command has this word between its name and the current position.</summary>
    private readonly bool StandsBefore(string word)
    {
        int from = Math.Max(_commandStart, _at - MaxLook);
        return _text[from.._at].Contains(word, StringComparison.Ordinal);
    }

    /// <summary>Skips spaces, and <c>", "</c> between the words of an array.</summary>
    private readonly int SkipBetweenWords(int at)
    {
        while (at < _text.Length && _text[at] is ' ' or '\t' or '"' or '\'' or ',' or '\\')
        {
            at++;
        }

        return at;
    }

    private readonly int WordEnd(int at)
    {
        bool isQuoted = at > 0 && at < _text.Length && _text[at - 1] is '"' or '\'';
        char quote = isQuoted ? _text[at - 1] : '\0';
        while (at < _text.Length && _text[at] != '\n' && (isQuoted ? _text[at] != quote : !char.IsWhiteSpace(_text[at]) && _text[at] is not ('"' or '\'')))
        {
            at++;
        }

        return at;
    }

    /// <summary>Hides a word of a command line; a quoted word up to its closing quote.</summary>
    private void HideArgument(int at)
    {
        int end = WordEnd(at);
        end = end > at && end < _text.Length && _text[end - 1] == '\\' ? end - 1 : end;
        _at = Math.Max(_at, end);
        if (end > at && !SecretValues.IsHarmless(_text[at..end]))
        {
            Hide(at, end);
        }
    }

    private static bool IsBeforeOption(char c) => char.IsWhiteSpace(c) || c is '"' or '\'' or '(' or ',' or '[' or '`';
}

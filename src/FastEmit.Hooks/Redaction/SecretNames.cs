namespace FastEmit.Hooks.Redaction;

/// <summary>Names whose value is a secret: <c>DB_PASSWORD</c>, <c>x-api-key</c>, <c>accountKey</c>.</summary>
internal static class SecretNames
{
    /// <summary>Parts of a name, in lower case and without separators, that make its value a secret.</summary>
    private static readonly string[] Parts =
    [
        "password", "passwd", "passphrase", "passcode", "secret", "apikey", "accesskey", "privatekey", "privkey", "accountkey", "encryptionkey",
        "signingkey", "masterkey", "sshkey", "servicekey", "subscriptionkey", "licensekey", "deploykey", "storagekey", "clientkeydata", "appkey",
        "credential", "connectionstring", "connstr", "authorization", "xauth", "authkey", "token", "sessioncookie", "mnemonic", "seedphrase", "becomepass",
        "passwort", "kennwort", "contraseña", "contrasena", "senha", "motdepasse", "parola", "wachtwoord", "hasło", "пароль", "密码", "パスワード", "비밀번호",
    ];

    /// <summary>Names that are secret as a whole or as their last word.</summary>
    private static readonly string[] LastWords =
        ["pwd", "pass", "auth", "cookie", "sig", "signature", "dsn", "passkey", "pin", "otp", "psk", "mdp", "storepass", "keypass", "passin", "passout"];

    /// <summary>Names of passwords, whose values may be plain words.</summary>
    private static readonly string[] Passwords = ["password", "passwd", "passphrase", "passwort", "kennwort", "pwd", "pass"];

    /// <summary>Names with <c>token</c> that concern counting or parsing text.</summary>
    private static readonly string[] Harmless =
    [
        "tokens", "tokencount", "tokentype", "tokenize", "tokenizer", "tokenlimit", "tokenusage", "tokenbudget", "tokenid", "cancellationtoken",
    ];

    /// <summary>Last words of names that describe a secret without holding one.</summary>
    private static readonly string[] AboutSecrets =
    [
        "stdin", "file", "files", "path", "dir", "type", "name", "url", "uri", "endpoint", "ttl", "expiry", "expiration", "expires", "length", "policy", "hint",
        "field", "input", "label", "placeholder", "env", "var", "arn", "ref", "manager", "store", "provider", "version", "count", "limit", "class", "page",
        "form", "reset", "strength", "score", "required", "enabled", "regex", "pattern", "format", "service", "test", "tests", "error", "message",
    ];

    /// <summary>Whether a value under this name is a secret.</summary>
    public static bool Contains(ReadOnlySpan<char> name)
    {
        Span<char> plain = stackalloc char[Redactor.MaxNameLength];
        int length = Plain(name, plain, out int lastWord);
        ReadOnlySpan<char> text = plain[..length];
        ReadOnlySpan<char> last = text[lastWord..];
        foreach (string ending in LastWords)
        {
            if (last.SequenceEqual(ending))
            {
                return true;
            }
        }

        if (lastWord != 0 && IsOneOf(last, AboutSecrets))
        {
            return false;
        }

        foreach (string part in Parts)
        {
            if (text.Contains(part, StringComparison.Ordinal) && !(part == "token" && EndsInOneOf(text, Harmless)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the name is a password's, whose values may be words.</summary>
    public static bool IsPassword(ReadOnlySpan<char> name)
    {
        Span<char> plain = stackalloc char[Redactor.MaxNameLength];
        int length = Plain(name, plain, out _);
        return EndsInOneOf(plain[..length], Passwords);
    }

    /// <summary>Whether the name is a short number's: <c>PIN</c>, <c>otp</c>.</summary>
    public static bool IsPin(ReadOnlySpan<char> name) => EndsWith(name, "pin") || EndsWith(name, "otp") || EndsWith(name, "passcode");

    /// <summary>Whether a text begins with a word, given in lower case.</summary>
    public static bool StartsWithIgnoringCase(ReadOnlySpan<char> text, string word)
    {
        if (text.Length < word.Length)
        {
            return false;
        }

        for (int i = 0; i < word.Length; i++)
        {
            if (Lower(text[i]) != word[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a text ends with a word, given in lower case.</summary>
    public static bool EndsWith(ReadOnlySpan<char> text, string word) =>
        text.Length >= word.Length && StartsWithIgnoringCase(text[^word.Length..], word);

    /// <summary>Copies a name in lower case without separators. Also finds the start of its last word, by separators and camel case.</summary>
    private static int Plain(ReadOnlySpan<char> name, Span<char> plain, out int lastWord)
    {
        int length = 0;
        lastWord = 0;
        bool beginsWord = true;
        for (int i = 0; i < name.Length && length < plain.Length; i++)
        {
            char c = name[i];
            if (c is '_' or '-' or '.' or '$' or '@' or ' ' or ':')
            {
                beginsWord = true;
                continue;
            }

            bool isHump = char.IsUpper(c) && i != 0 && char.IsLower(name[i - 1]);
            if (beginsWord || isHump)
            {
                lastWord = length;
            }

            beginsWord = false;
            plain[length++] = Lower(c);
        }

        return length;
    }

    private static char Lower(char c) => char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c < 128 ? c : char.ToLowerInvariant(c);

    private static bool IsOneOf(ReadOnlySpan<char> text, string[] words)
    {
        foreach (string word in words)
        {
            if (text.SequenceEqual(word))
            {
                return true;
            }
        }

        return false;
    }

    private static bool EndsInOneOf(ReadOnlySpan<char> text, string[] words)
    {
        foreach (string word in words)
        {
            if (text.EndsWith(word, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}

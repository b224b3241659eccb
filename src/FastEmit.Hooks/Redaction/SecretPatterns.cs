namespace FastEmit.Hooks.Redaction;

/// <summary>What is taken for a secret. All patterns are here; <see cref="Redactor"/> applies them.</summary>
internal static class SecretPatterns
{
    /// <summary>What stands in a secret's place.</summary>
    public const string Mask = "[redacted]";

    /// <summary>What a private key begins with, behind its dashes and its kind: <c>-----BEGIN OPENSSH PRIVATE KEY-----</c>.</summary>
    public const string KeyBegin = "-----BEGIN ";

    /// <summary>What the kinds of a key to be redacted end with.</summary>
    public const string PrivateKey = "PRIVATE KEY";

    /// <summary>What a private key ends with.</summary>
    public const string KeyEnd = "-----END ";

    /// <summary>Tokens by how they begin, those of one first letter together; the longer of two like prefixes first.</summary>
    public static readonly TokenPattern[] Tokens =
    [
        new("AGE-SECRET-KEY-", 20),
        new("AKIA", 16),
        new("ASIA", 16),
        new("AIza", 30),
        new("ATATT", 20),
        new("SG.", 20, WithDots: true),
        new("dckr_pat_", 16),
        new("dop_v1_", 32),
        new("eyJ", 20, WithDots: true), // JSON Web Token: base64url of {"…
        new("figd_", 20),
        new("ghp_", 20),
        new("gho_", 20),
        new("ghu_", 20),
        new("ghs_", 20),
        new("ghr_", 20),
        new("github_pat_", 20),
        new("glpat-", 16),
        new("gsk_", 20),
        new("hf_", 20),
        new("hvs.", 20),
        new("lin_api_", 20),
        new("npm_", 20),
        new("pk_live_", 16),
        new("pypi-", 20),
        new("rk_live_", 16),
        new("rk_test_", 16),
        new("shpat_", 20),
        new("sk_live_", 16),
        new("sk_test_", 16),
        new("sk-ant-", 20),
        new("sk-proj-", 20),
        new("sk-", 20),
        new("whsec_", 20),
        new("xai-", 20),
        new("xapp-", 20),
        new("xoxa-", 10),
        new("xoxb-", 10),
        new("xoxp-", 10),
        new("xoxr-", 10),
        new("xoxs-", 10),
        new("ya29.", 20, WithDots: true),
    ];

    /// <summary>How a value in an authorization header begins; what follows is the secret.</summary>
    public static readonly string[] Schemes = ["bearer", "basic", "digest", "negotiate", "token", "apikey"];

    /// <summary>Parts of a name, in lower case and without <c>_ - .</c>, that make what is assigned to it a secret.</summary>
    private static readonly string[] Parts =
    [
        "password", "passwd", "passphrase", "secret", "apikey", "accesskey", "privatekey", "accountkey", "encryptionkey",
        "signingkey", "masterkey", "sshkey", "servicekey", "subscriptionkey", "credential", "connectionstring", "connstr",
        "authorization", "xauth", "authkey", "token", "sessioncookie",
    ];

    /// <summary>Names, so written, that are secret as a whole or as their last word.</summary>
    private static readonly string[] Endings = ["pwd", "pass", "auth", "cookie", "sig", "signature", "dsn", "passkey"];

    /// <summary>Names with <c>token</c> in them that are about counting or reading text.</summary>
    private static readonly string[] Harmless =
    [
        "tokens", "tokencount", "tokentype", "tokenize", "tokenizer", "tokenlimit", "tokenusage", "tokenbudget", "tokenid", "cancellationtoken",
    ];

    /// <summary>Values that are types, or nothing, and so no secrets.</summary>
    private static readonly string[] Placeholders =
        ["string", "str", "bool", "boolean", "int", "integer", "number", "bytes", "any", "none", "null", "nil", "true", "false", "undefined", "required", "optional"];

    /// <summary>Names of files whose content is secret as a whole; a star stands for anything, at the end or at the beginning.</summary>
    private static readonly string[] Files =
    [
        ".env", ".env.*", "*.env", ".envrc", ".netrc", ".pgpass", ".npmrc", ".pypirc", ".htpasswd", ".git-credentials", "credentials",
        "credentials.json", "secrets.json", "secrets.yml", "secrets.yaml", "id_rsa", "id_dsa", "id_ecdsa", "id_ed25519",
        "*.pem", "*.key", "*.pfx", "*.p12", "*.kdbx",
    ];

    /// <summary>Whether what is assigned to a name is a secret: <c>DB_PASSWORD</c>, <c>x-api-key</c>, <c>accountKey</c>.</summary>
    public static bool IsSecretName(ReadOnlySpan<char> name)
    {
        Span<char> plain = stackalloc char[Redactor.MaxNameLength];
        int length = 0;
        bool endsWord = true; // whether the last of Endings would be a word of its own
        int lastWord = 0;
        for (int i = 0; i < name.Length && length < plain.Length; i++)
        {
            char c = name[i];
            if (c is '_' or '-' or '.' or '$' or '@' or ' ')
            {
                endsWord = true;
                continue;
            }

            bool isHump = char.IsAsciiLetterUpper(c) && i != 0 && char.IsAsciiLetterLower(name[i - 1]);
            if (endsWord || isHump)
            {
                lastWord = length;
            }

            endsWord = false;
            plain[length++] = char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c;
        }

        ReadOnlySpan<char> text = plain[..length];
        foreach (string ending in Endings)
        {
            if (Same(text[lastWord..], ending))
            {
                return true;
            }
        }

        foreach (string part in Parts)
        {
            if (Contains(text, part) && !(part == "token" && IsHarmless(text)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a value is a word that stands for a kind of value.</summary>
    public static bool IsPlaceholder(ReadOnlySpan<char> value)
    {
        foreach (string placeholder in Placeholders)
        {
            if (value.Length == placeholder.Length && StartsWithIgnoringCase(value, placeholder))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the content of a file is secret, by its name. Of a path the last part counts.</summary>
    public static bool IsSecretFile(ReadOnlySpan<char> path)
    {
        int slash = path.Length;
        while (slash > 0 && path[slash - 1] is not ('/' or '\\'))
        {
            slash--;
        }

        ReadOnlySpan<char> name = path[slash..];
        if (name.IsEmpty || EndsWith(name, ".example") || EndsWith(name, ".sample") || EndsWith(name, ".template"))
        {
            return false;
        }

        foreach (string file in Files)
        {
            bool matches = file[0] == '*' ? EndsWith(name, file[1..])
                : file[^1] == '*' ? StartsWithIgnoringCase(name, file[..^1])
                : Same(name, file);
            if (matches)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a text begins with a word in lower case.</summary>
    public static bool StartsWithIgnoringCase(ReadOnlySpan<char> text, string word)
    {
        if (text.Length < word.Length)
        {
            return false;
        }

        for (int i = 0; i < word.Length; i++)
        {
            char c = text[i];
            if ((char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c) != word[i])
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsHarmless(ReadOnlySpan<char> name)
    {
        foreach (string harmless in Harmless)
        {
            if (EndsWith(name, harmless))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Same(ReadOnlySpan<char> text, string word) => text.Length == word.Length && StartsWithIgnoringCase(text, word);

    private static bool EndsWith(ReadOnlySpan<char> text, string word) =>
        text.Length >= word.Length && StartsWithIgnoringCase(text[^word.Length..], word);

    private static bool Contains(ReadOnlySpan<char> text, string word)
    {
        for (int i = 0; i <= text.Length - word.Length; i++)
        {
            if (text[i] == word[0] && StartsWithIgnoringCase(text[i..], word))
            {
                return true;
            }
        }

        return false;
    }
}

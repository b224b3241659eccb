namespace FastEmit.Generators.Parsing;

/// <summary>Common names of secrets, which must not leave the process.</summary>
internal static class SecretNames
{
    private static readonly string[] Words =
    [
        "password", "passwd", "passphrase", "secret", "apikey", "accesskey", "privatekey", "token", "credential", "authorization",
        "connectionstring", "cookie", "bearer",
    ];

    public static bool Looks(string memberName)
    {
        string name = memberName.Replace("_", "").ToLowerInvariant();
        return Words.Any(name.Contains) && !name.EndsWith("count", StringComparison.Ordinal) && !name.EndsWith("name", StringComparison.Ordinal);
    }
}

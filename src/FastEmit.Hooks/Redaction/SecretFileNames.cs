namespace FastEmit.Hooks.Redaction;

/// <summary>The names of files whose whole content is secret.</summary>
internal static class SecretFileNames
{
    /// <summary>Their names. A star at the beginning or the end matches any text.</summary>
    private static readonly string[] Names =
    [
        ".env", ".env.*", "*.env", ".envrc", ".dev.vars", ".netrc", "_netrc", ".pgpass", ".my.cnf", ".mylogin.cnf", ".npmrc", ".yarnrc.yml", ".pypirc",
        ".htpasswd", ".git-credentials", ".dockercfg", ".dockerconfigjson", ".boto", ".s3cfg", ".vault-token", ".pulumi-credentials.json", "credentials",
        "credentials.json", "credentials.toml", "credentials.tfrc.json", ".terraformrc", "secrets.json", "secrets.yml", "secrets.yaml", "secrets.toml",
        "application_default_credentials.json", "service-account.json", "kubeconfig", "shadow", "gshadow", "master.key", "id_rsa", "id_dsa",
        "id_ecdsa", "id_ecdsa_sk", "id_ed25519", "id_ed25519_sk", "*.pem", "*.key", "*.pfx", "*.p12", "*.jks", "*.keystore", "*.kdbx", "*.ppk",
        "*.ovpn", "*.tfvars", "*.tfstate", "*.agekey",
    ];

    /// <summary>Ends of paths, for files whose name alone is not specific.</summary>
    private static readonly string[] PathEnds = [".docker/config.json", ".kube/config", ".config/gh/hosts.yml", ".codex/auth.json", ".claude/.credentials.json", ".gem/credentials"];

    /// <summary>Whether a file's content is secret, by its name and the end of its path.</summary>
    public static bool Contain(ReadOnlySpan<char> path)
    {
        foreach (string end in PathEnds)
        {
            if (SecretNames.EndsWith(path, end))
            {
                return true;
            }
        }

        int slash = path.Length;
        while (slash > 0 && path[slash - 1] is not ('/' or '\\'))
        {
            slash--;
        }

        ReadOnlySpan<char> name = path[slash..];
        if (name.IsEmpty || SecretNames.EndsWith(name, ".example") || SecretNames.EndsWith(name, ".sample") || SecretNames.EndsWith(name, ".template"))
        {
            return false;
        }

        foreach (string file in Names)
        {
            bool matches = file[0] == '*' ? SecretNames.EndsWith(name, file[1..])
                : file[^1] == '*' ? SecretNames.StartsWithIgnoringCase(name, file[..^1])
                : name.Length == file.Length && SecretNames.StartsWithIgnoringCase(name, file);
            if (matches)
            {
                return true;
            }
        }

        return false;
    }
}

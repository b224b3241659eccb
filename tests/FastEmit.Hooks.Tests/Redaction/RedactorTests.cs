using System.Diagnostics;
using FastEmit.Hooks.Redaction;

namespace FastEmit.Hooks.Tests.Redaction;

public sealed class RedactorTests
{
    private const string Jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U";

    /// <summary>A text with a secret in it, and the secret.</summary>
    public static TheoryData<string, string> Secrets => new()
    {
        { "curl -H 'Authorization: Bearer abc.def-123' https://x", "abc.def-123" },
        { "curl -H \"Authorization: Basic dXNlcjpwYXNz\" https://x", "dXNlcjpwYXNz" },
        { "Authorization: token 0123456789abcdef", "0123456789abcdef" },
        { "authorization:Bearer xyz", "xyz" },
        { "Cookie: sid=abc; theme=dark", "sid=abc; theme=dark" },
        { "use Bearer aGVsbG8td29ybGQ= now", "aGVsbG8td29ybGQ=" },
        { "X-Api-Key: 9f8e7d6c", "9f8e7d6c" },
        { "export DB_PASSWORD=hunter2", "hunter2" },
        { "DB_PASSWORD='hunter two'", "hunter two" },
        { "password: \"with \\\" quote\" end", "with \\\" quote" },
        { "{\"password\": \"hunter2\"}", "hunter2" },
        { "{\\\"password\\\": \\\"hunter2\\\"}", "hunter2" },
        { "config[\"password\"] = \"hunter2\"", "hunter2" },
        { "dbPassword=hunter2", "hunter2" },
        { "--password hunter2 --verbose", "hunter2" },
        { "--password=hunter2", "hunter2" },
        { "--api-key 'abc def'", "abc def" },
        { "curl -u ada:hunter2 https://x", "hunter2" },
        { "curl --user 'ada:hunter two' https://x", "hunter two" },
        { "sshpass -p hunter2 ssh x", "hunter2" },
        { "mysql -uroot -phunter2 shop", "hunter2" },
        { "PGPASSWORD=hunter2 psql", "hunter2" },
        { "secret := \"hunter2\"", "hunter2" },
        { "'secret' => 'hunter2'", "hunter2" },
        { "postgres://shop:hunter2@db:5432/shop", "hunter2" },
        { "https://0123456789abcdef0123@github.com/x", "0123456789abcdef0123" },
        { "Server=db;Database=shop;User Id=sa;Password=hunter 2;Encrypt=true", "hunter 2" },
        { "AccountName=x;AccountKey=Zm9vYmFyYmF6cXV4==;EndpointSuffix=core", "Zm9vYmFyYmF6cXV4==" },
        { "https://x/y?sig=abc%2Fdef&se=1", "abc%2Fdef" },
        { "https://x/y?access_token=abcdef&z=1", "abcdef" },
        { "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG", "wJalrXUtnFEMI/K7MDENG" },
        { "key AKIAIOSFODNN7EXAMPLE here", "IOSFODNN7EXAMPLE" },
        { "ghp_16C7e42F292c6912E7710c838347Ae178B4a", "16C7e42F292c6912E7710c838347Ae178B4a" },
        { "sk-ant-api03-abcdefghijklmnopqrstuvwxyz-0123456789", "api03-abcdefghijklmnopqrstuvwxyz" },
        { "sk-proj-abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnopqrstuvwxyz" },
        { "xoxb-123456789012-abcdefABCDEF", "123456789012-abcdefABCDEF" },
        { $"token in the middle {Jwt} of a text", "dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U" },
        { "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nIBAAKC\n-----END RSA PRIVATE KEY-----\nrest", "MIIEow\nIBAAKC" },
        { "-----BEGIN PRIVATE KEY-----\nMIIEow never ends", "MIIEow never ends" },
    };

    public static TheoryData<string> Harmless =>
    [
        "", "ls -la", "dotnet build -c Release", "git log --oneline", "https://example.com:8080/path?page=2", "the token is gone", "max_tokens=4096",
        "input_tokens: 1200", "if (password == expected)", "export TOKEN=$OTHER", "export TOKEN=${OTHER}", "password: string", "secret: null",
        "12:30:45", "a::b", "http://localhost/a:b@c", "keyboard=de", "author: Ada", "sk-short", "risk-averse", "skeleton", "eyJ", "note: bearer of news",
        "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----", "compass=north", "CancellationToken cancellationToken = default",
    ];

    [Theory]
    [MemberData(nameof(Secrets))]
    public void Redact_Secret_IsGone(string text, string secret)
    {
        string redacted = Redactor.Redact(text);
        Assert.DoesNotContain(secret, redacted, StringComparison.Ordinal);
        Assert.Contains(Redactor.Mask, redacted, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Secrets))]
    public void Redact_SecretAmongOtherText_LeavesTheOtherText(string text, string secret)
    {
        string[] around = text.Split(secret, 2);
        string redacted = Redactor.Redact($"first line\n{text}\nlast line");
        Assert.StartsWith("first line\n", redacted, StringComparison.Ordinal);
        Assert.Contains(around[0].Split(' ')[0], redacted, StringComparison.Ordinal);
        bool reachesTheEnd = text.Contains("never ends", StringComparison.Ordinal);
        Assert.Equal(!reachesTheEnd, redacted.EndsWith("\nlast line", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Harmless))]
    public void Redact_NoSecret_IsTheSameInstance(string text) => Assert.Same(text, Redactor.Redact(text));

    [Theory]
    [MemberData(nameof(Secrets))]
    public void Redact_Twice_ChangesNothingMore(string text, string secret)
    {
        string once = Redactor.Redact(text);
        Assert.Equal(once, Redactor.Redact(once));
        Assert.DoesNotContain(secret, once, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("password=")]
    [InlineData("password:password=")]
    [InlineData("://")]
    [InlineData("://a:")]
    [InlineData("-----BEGIN ")]
    [InlineData("-----BEGIN PRIVATE KEY-----")]
    [InlineData("eyJ.")]
    [InlineData("SG.a")]
    [InlineData("--password ")]
    [InlineData("Bearer ")]
    [InlineData("\\\"")]
    [InlineData("a ")]
    [InlineData("\" ")]
    [InlineData("mysql -p ")]
    [InlineData("x=;")]
    public void Redact_RepeatedPattern_TakesLinearTime(string pattern)
    {
        // Linear takes some 20 ms; quadratic would take a million times a million steps, which is many minutes.
        string text = string.Concat(Enumerable.Repeat(pattern, (1 << 20) / pattern.Length));
        long began = Stopwatch.GetTimestamp();
        Redactor.Redact(text);
        Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(20), $"{Stopwatch.GetElapsedTime(began)}");
    }
}

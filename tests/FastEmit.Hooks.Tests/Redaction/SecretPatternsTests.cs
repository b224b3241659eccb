using FastEmit.Hooks.Redaction;

namespace FastEmit.Hooks.Tests.Redaction;

public sealed class SecretPatternsTests
{
    [Theory]
    [InlineData("password")]
    [InlineData("DB_PASSWORD")]
    [InlineData("dbPassword")]
    [InlineData("x-api-key")]
    [InlineData("apiKey")]
    [InlineData("GITHUB_TOKEN")]
    [InlineData("client_secret")]
    [InlineData("AccountKey")]
    [InlineData("ConnectionString")]
    [InlineData("proxy-authorization")]
    [InlineData("auth")]
    [InlineData("_auth")]
    [InlineData("user_pwd")]
    public void IsSecretName_Secret_True(string name) => Assert.True(SecretPatterns.IsSecretName(name));

    [Theory]
    [InlineData("")]
    [InlineData("max_tokens")]
    [InlineData("inputTokens")]
    [InlineData("token_count")]
    [InlineData("author")]
    [InlineData("authority")]
    [InlineData("key")]
    [InlineData("keyboard")]
    [InlineData("compass")]
    [InlineData("session_id")]
    [InlineData("tool_use_id")]
    public void IsSecretName_Other_False(string name) => Assert.False(SecretPatterns.IsSecretName(name));

    [Theory]
    [InlineData("/home/ada/shop/.env")]
    [InlineData(".env.production")]
    [InlineData("prod.env")]
    [InlineData("/root/.ssh/id_ed25519")]
    [InlineData("C:\\keys\\server.pem")]
    [InlineData("~/.aws/credentials")]
    public void IsSecretFile_Secret_True(string path) => Assert.True(SecretPatterns.IsSecretFile(path));

    [Theory]
    [InlineData("")]
    [InlineData("/home/ada/.env/readme.md")]
    [InlineData(".env.example")]
    [InlineData("environment.ts")]
    [InlineData("id_rsa.pub")]
    public void IsSecretFile_Other_False(string path) => Assert.False(SecretPatterns.IsSecretFile(path));
}

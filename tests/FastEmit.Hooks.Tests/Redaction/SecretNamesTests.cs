using FastEmit.Hooks.Redaction;

namespace FastEmit.Hooks.Tests.Redaction;

public sealed class SecretNamesTests
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
    [InlineData("PASSWORT")]
    [InlineData("пароль")]
    [InlineData("DB_PIN")]
    public void Contains_Secret_True(string name) => Assert.True(SecretNames.Contains(name));

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
    [InlineData("passwordFile")]
    [InlineData("secretName")]
    [InlineData("token_url")]
    [InlineData("spinning")]
    public void Contains_Other_False(string name) => Assert.False(SecretNames.Contains(name));
}

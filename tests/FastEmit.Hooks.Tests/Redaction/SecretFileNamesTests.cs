using FastEmit.Hooks.Redaction;

namespace FastEmit.Hooks.Tests.Redaction;

public sealed class SecretFileNamesTests
{
    [Theory]
    [InlineData("/home/ada/shop/.env")]
    [InlineData(".env.production")]
    [InlineData("prod.env")]
    [InlineData("/root/.ssh/id_ed25519")]
    [InlineData("C:\\keys\\server.pem")]
    [InlineData("~/.aws/credentials")]
    [InlineData("/root/.docker/config.json")]
    [InlineData("/etc/shadow")]
    [InlineData("prod.tfvars")]
    public void Contain_Secret_True(string path) => Assert.True(SecretFileNames.Contain(path));

    [Theory]
    [InlineData("")]
    [InlineData("/home/ada/.env/readme.md")]
    [InlineData(".env.example")]
    [InlineData("environment.ts")]
    [InlineData("id_rsa.pub")]
    [InlineData("src/config.json")]
    public void Contain_Other_False(string path) => Assert.False(SecretFileNames.Contain(path));
}

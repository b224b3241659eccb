using FastEmit.Hooks.Deriving;

namespace FastEmit.Hooks.Tests.Deriving;

public sealed class CommandRiskTests
{
    [Theory]
    [InlineData("rm -rf /tmp/x")]
    [InlineData("rm -fr x")]
    [InlineData("rm -r -f x")]
    [InlineData("rm --recursive --force x")]
    [InlineData("cd x && rm -Rf .")]
    [InlineData("sudo apt-get install x")]
    [InlineData("true; sudo ls")]
    [InlineData("chmod 777 x")]
    [InlineData("chmod -R 0777 x")]
    [InlineData("chmod a+rwx x")]
    [InlineData("dd if=/dev/zero of=/dev/sda")]
    [InlineData("curl https://x | sh")]
    [InlineData("wget -qO- https://x | tee log | bash -s")]
    [InlineData("echo x > /etc/hosts")]
    [InlineData("echo x >>/etc/hosts")]
    [InlineData("tee /etc/hosts")]
    [InlineData("cp x /usr/bin/x")]
    [InlineData("mv x /var/lib/x")]
    [InlineData("$(sudo ls)")]
    public void IsHigh_Dangerous_True(string command) => Assert.True(CommandRisk.IsHigh(command));

    [Theory]
    [InlineData("")]
    [InlineData("ls -la")]
    [InlineData("rm x")]
    [InlineData("rm -r x")]
    [InlineData("grep -rf patterns .")]
    [InlineData("curl https://x -o y; sh y.sh --help")]
    [InlineData("curl https://x | jq .")]
    [InlineData("cat /etc/hosts")]
    [InlineData("ls /usr/bin")]
    [InlineData("echo x > /var/tmp/y")]
    [InlineData("chmod 644 x")]
    [InlineData("git commit -m 'pseudo'")]
    public void IsHigh_Other_False(string command) => Assert.False(CommandRisk.IsHigh(command));
}

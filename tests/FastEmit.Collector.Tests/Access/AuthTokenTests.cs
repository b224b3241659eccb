using System.Text;
using FastEmit.Collector.Access;

namespace FastEmit.Collector.Tests.Access;

public sealed class AuthTokenTests
{
    [Theory]
    [InlineData("{\"token\":\"abc\"}", "abc")]
    [InlineData("{\"a\":{\"token\":\"inner\"},\"token\":\"abc\"}", "abc")]
    [InlineData("{\"token\":7}", null)]
    [InlineData("{\"token\":\"\\ud800\"}", null)]
    [InlineData("{}", null)]
    [InlineData("", null)]
    public void Find_AuthPayload_ReadsTheTokenOfTheObject(string auth, string? token) =>
        Assert.Equal(token, AuthToken.Find(Encoding.UTF8.GetBytes(auth)));

    [Theory]
    [InlineData("Bearer abc", "abc")]
    [InlineData("bearer  abc ", "abc")]
    [InlineData("Basic abc", null)]
    [InlineData("", null)]
    public void FindBearer_Header_ReadsTheToken(string header, string? token) => Assert.Equal(token, AuthToken.FindBearer(header));

    [Theory]
    [InlineData("0123456789abcdef", true)]
    [InlineData("0123456789abcdeF", false)]
    [InlineData("0123456789abcde", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Matches_Shown_OnlyTheRightOne(string? shown, bool expected) => Assert.Equal(expected, AuthToken.Matches(shown, "0123456789abcdef"));
}

using System.Text;
using FastEmit.SocketIO.Joining;

namespace FastEmit.SocketIO.Tests.Joining;

public sealed class SessionRecoveryTests
{
    private readonly SessionRecovery _recovery = new();

    [Theory]
    [InlineData(null, "a", false)]
    [InlineData("a", "a", true)]
    [InlineData("a", "b", false)]
    [InlineData("a", null, false)]
    [InlineData(null, null, false)]
    public void OnGranted_PrivateIdOfBeforeAndNow_IsRecoveredWhenTheyAreTheSame(string? before, string? now, bool expected)
    {
        _recovery.OnGranted(before);

        Assert.Equal(expected, _recovery.OnGranted(now));
        Assert.Equal(now, _recovery.Pid);
    }

    [Fact]
    public void Forget_AfterAGrant_NothingIsRecovered()
    {
        _recovery.OnGranted("a");
        _recovery.Forget();

        Assert.Null(_recovery.Pid);
        Assert.False(_recovery.OnGranted("a"));
    }

    [Theory]
    [InlineData("""["e",1,"offset-1"]""", "offset-1")]
    [InlineData("""["e"]""", "e")]
    [InlineData("""["e",1]""", "")]
    [InlineData("""["e","a\"b"]""", "")]
    [InlineData("""["e","a\\"]""", "")]
    [InlineData("[]", "")]
    [InlineData("", "")]
    public void Remember_LastArgument_IsTheOffsetWhenItIsAPlainText(string data, string expected)
    {
        _recovery.Remember(Encoding.UTF8.GetBytes(data));

        Assert.Equal(expected, Encoding.UTF8.GetString(_recovery.Offset));
    }

    [Fact]
    public void Remember_NoOffset_KeepsTheOneBefore()
    {
        _recovery.Remember("""["e","offset-1"]"""u8);
        _recovery.Remember("""["e",2]"""u8);

        Assert.Equal("offset-1"u8, _recovery.Offset);
    }
}

using System.Globalization;

namespace FastEmit.Tests.Sending;

/// <summary>The number that an event gets on its way to a server that asks for it.</summary>
public sealed class PacketStampsTests
{
    [Fact]
    public void TryWrite_ServerDoesNotAsk_EventIsAsItWasEmitted()
    {
        using CoreRig rig = Create(isAsked: false);
        rig.Emit();
        rig.Join();

        Assert.StartsWith(CoreRig.Plain + "\nping ", rig.Write(), StringComparison.Ordinal);
    }

    [Fact]
    public void TryWrite_ServerAsks_EventHasEpochAndNumbersOfItsRecord()
    {
        using CoreRig rig = Create();
        rig.Emit("""42/t,["e",{"n":1}]"""); // 18 bytes behind a header of 16
        rig.Emit("""42/t,["e"]""");
        rig.Join();

        string epoch = rig.Lane.Ring.Epoch.ToString("x16", CultureInfo.InvariantCulture);
        Assert.StartsWith(
            $$"""42/t,["e",{"n":1},"fastemit:{{epoch}}-1+5"]""" + "\n" + $"""42/t,["e","fastemit:{epoch}-6+4"]""" + "\nping ",
            rig.Write(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void TryWrite_AfterALostConnection_EventsHaveTheSameNumbers()
    {
        using CoreRig rig = Create();
        for (int i = 0; i < 40; i++)
        {
            rig.Emit($$"""42/t,["e",{"n":{{i}}}]""");
        }

        rig.Join();
        string first = rig.Write()!;
        rig.End("gone");
        rig.Connect();
        rig.Join();

        Assert.Equal(Events(first), Events(rig.Write()!));
        Assert.Equal(40, Events(first).Distinct().Count());
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(2, false)]
    public void TryWrite_MessageNearTheLargestThatTheServerTakes_HasANumberOnlyIfThatFits(int spare, bool isNumbered)
    {
        using CoreRig rig = Create();
        rig.MaxPayload = 1000;
        rig.Connect();
        string packet = $$"""42/t,["e",{"text":"{{new string('x', 1000 - 20 - 22 - spare)}}"}]""";
        rig.Emit(packet);
        rig.Join();

        string written = rig.Write()!.Split('\n')[0];
        Assert.Equal(isNumbered, written != packet);
        Assert.InRange(written.Length, packet.Length, 1000);
    }

    [Theory]
    [InlineData("Stamps.Sequence=true", true)]
    [InlineData("Stamps.Sequence=false", false)]
    [InlineData("Stamps.EventId=true", false)]
    [InlineData("Delivery=AtMostOnce", false)]
    [InlineData("Delivery=Acknowledged", true)]
    public void WireFormat_Options_SayWhetherEventsMayBeNumbered(string setting, bool mayNumber)
    {
        HookEmitterOptions options = new() { Url = "http://localhost:1" };
        Assert.True(options.TrySet(setting.Split('=')[0], setting.Split('=')[1], out _));

        Assert.Equal(mayNumber, EmitterPlan.From(options).WireFormat(0).MayNumber);
    }

    private static string[] Events(string frames) => [.. frames.Split('\n').Where(static frame => frame.StartsWith("42", StringComparison.Ordinal))];

    private static CoreRig Create(bool isAsked = true)
    {
        CoreRig rig = new(new HookEmitterOptions { Batch = { Window = TimeSpan.Zero } }) { WantsNumbers = isAsked };
        rig.Connect();
        return rig;
    }
}

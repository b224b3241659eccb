using System.Text;
using FastEmit.Protocol.Packets;

namespace FastEmit.Protocol.Tests.Packets;

public sealed class PacketReaderTests
{
    private const string TwoNested =
        """52-/deep,999["a",{"a":"hi","b":{"why":{"_placeholder":true,"num":0}},"c":{"a":"bye","b":{"a":{"_placeholder":true,"num":1}}}}]""";

    [Theory]
    [InlineData("""0/woot,{"token":"123"}""", 0, 0, "/woot", -1, """{"token":"123"}""")]
    [InlineData("0", 0, 0, "/", -1, "")]
    [InlineData("0/a", 0, 0, "/a", -1, "")]
    [InlineData("0/a?x=1,", 0, 0, "/a", -1, "")]
    [InlineData("1/woot,", 1, 0, "/woot", -1, "")]
    [InlineData("1", 1, 0, "/", -1, "")]
    [InlineData("""2["a",1,{}]""", 2, 0, "/", -1, """["a",1,{}]""")]
    [InlineData("""2[1,"a",{}]""", 2, 0, "/", -1, """[1,"a",{}]""")]
    [InlineData("""2/test,1["a",1,{}]""", 2, 0, "/test", 1, """["a",1,{}]""")]
    [InlineData("""2/test,0["a"]""", 2, 0, "/test", 0, """["a"]""")]
    [InlineData("""3123["a",1,{}]""", 3, 0, "/", 123, """["a",1,{}]""")]
    [InlineData("""3123[]""", 3, 0, "/", 123, "[]")]
    [InlineData("4\"Unauthorized\"", 4, 0, "/", -1, "\"Unauthorized\"")]
    [InlineData("""4{"message":"Unauthorized"}""", 4, 0, "/", -1, """{"message":"Unauthorized"}""")]
    [InlineData("""51-/cool,23["a",{"_placeholder":true,"num":0}]""", 5, 1, "/cool", 23, """["a",{"_placeholder":true,"num":0}]""")]
    [InlineData("""61-/back,127["a",{"_placeholder":true,"num":0},{}]""", 6, 1, "/back", 127, """["a",{"_placeholder":true,"num":0},{}]""")]
    [InlineData("""2["a","\ud83d"]""", 2, 0, "/", -1, """["a","\ud83d"]""")]
    [InlineData("""2["\ud83d"]""", 2, 0, "/", -1, """["\ud83d"]""")]
    [InlineData("""51-["a",{"\ud83d":{"num":0,"_placeholder":true}}]""", 5, 1, "/", -1, """["a",{"\ud83d":{"num":0,"_placeholder":true}}]""")]
    [InlineData("""51-["a",{"num":{},"_placeholder":{}}]""", 5, 1, "/", -1, """["a",{"num":{},"_placeholder":{}}]""")]
    public void TryParse_Vector_IsRead(string packet, int type, int attachments, string ns, long ackId, string data)
    {
        foreach (PayloadCheck check in Enum.GetValues<PayloadCheck>())
        {
            Assert.True(PacketReader.TryParse(
                Encoding.UTF8.GetBytes(packet), PacketLimits.Default, check, out SocketIOPacket result, out string? error));

            Assert.Null(error);
            Assert.Equal((SocketIOPacketType)type, result.Type);
            Assert.Equal(attachments, result.Attachments);
            Assert.Equal(ns, Encoding.UTF8.GetString(result.Namespace));
            Assert.Equal(ackId, result.AckId);
            Assert.Equal(data, Encoding.UTF8.GetString(result.Data));
        }
    }

    [Fact]
    public void TryParse_TwoNestedAttachments_IsRead()
    {
        Assert.True(PacketReader.TryParse(Encoding.UTF8.GetBytes(TwoNested), out SocketIOPacket packet));

        Assert.Equal(2, packet.Attachments);
        Assert.Equal(999, packet.AckId);
        Assert.Equal("\"a\"", Encoding.UTF8.GetString(packet.EventName));
    }

    [Theory]
    [InlineData("")]
    [InlineData("""442["some","data" """)]
    [InlineData("""2["some","data" """)]
    [InlineData("""0/admin,"invalid" """)]
    [InlineData("0[]")]
    [InlineData("1/admin,{}")]
    [InlineData("""2/admin,"invalid""")]
    [InlineData("2/admin,{}")]
    [InlineData("2[]")]
    [InlineData("2")]
    [InlineData("""2[{"toString":"foo"}]""")]
    [InlineData("""2[true,"foo"]""")]
    [InlineData("""2[null,"bar"]""")]
    [InlineData("""2[["a"]]""")]
    [InlineData("""2["connect"]""")]
    [InlineData("""2["disconnect","123"]""")]
    [InlineData("""2["connect_error"]""")]
    [InlineData("""2["disconnecting"]""")]
    [InlineData("""2["newListener"]""")]
    [InlineData("""2["removeListener"]""")]
    [InlineData("""2["\u0063onnect"]""")]
    [InlineData("5")]
    [InlineData("51")]
    [InlineData("5a-")]
    [InlineData("51.23-")]
    [InlineData("50-")]
    [InlineData("""50-["a"]""")]
    [InlineData("""501-["a"]""")]
    [InlineData("""511-["a"]""")]
    [InlineData("""599999999999999999999-["a"]""")]
    [InlineData("""51-["a",{"_placeholder":true,"num":"splice"}]""")]
    [InlineData("""51-["a",{"_placeholder":true,"num":1}]""")]
    [InlineData("""51-["a",{"_placeholder":true,"num":-1}]""")]
    [InlineData("""51-["a",{"_placeholder":true,"num":0.5}]""")]
    [InlineData("""51-["a",{"_placeholder":true}]""")]
    [InlineData("""51-["a",{"num":1,"_placeholder":true}]""")]
    [InlineData("""51-["a",{"_placeholder":true,"num":0,"num":"0"}]""")]
    [InlineData("""51-["a",{"_placeholder":true,"num":4294967296}]""")]
    [InlineData("""51-["a",{"num":{"num":0},"_placeholder":true}]""")]
    [InlineData("""61-1[{"_placeholder":true,"num":9}]""")]
    [InlineData("999")]
    [InlineData("7[]")]
    [InlineData("a")]
    [InlineData("3")]
    [InlineData("31{}")]
    [InlineData("4")]
    [InlineData("4[]")]
    [InlineData("""201["a"]""")]
    [InlineData("""21234567890123456789["a"]""")]
    [InlineData("""2["a"]x""")]
    [InlineData("""2["a" 1]""")]
    [InlineData("2[1e")]
    public void TryParse_InvalidPacket_IsRefusedWithAReason(string packet)
    {
        Assert.False(PacketReader.TryParse(Encoding.UTF8.GetBytes(packet), out _, out string? error));

        Assert.NotEmpty(error);
    }

    [Theory]
    [InlineData("""2["connect"]""")]
    [InlineData("""2["\u0063onnect"]""")]
    [InlineData("2[true]")]
    [InlineData("2[]")]
    [InlineData("2{}")]
    [InlineData("2[\"a]")]
    [InlineData("2[\"a\\\"]")]
    [InlineData("2[\"a\"x]")]
    [InlineData("2[\"a\",1")]
    [InlineData("3{}")]
    public void TryParse_EnvelopeBroken_IsRefusedEvenWithoutTheStrictPass(string packet)
    {
        Assert.False(PacketReader.TryParse(
            Encoding.UTF8.GetBytes(packet), PacketLimits.Default, PayloadCheck.Envelope, out _, out string? error));

        Assert.NotEmpty(error);
    }

    [Theory]
    [InlineData(10, nameof(PacketVerdict.Valid))]
    [InlineData(70, nameof(PacketVerdict.Valid))]
    [InlineData(999, nameof(PacketVerdict.Valid))]
    [InlineData(1000, nameof(PacketVerdict.Unusable))]
    [InlineData(100_000, nameof(PacketVerdict.Unusable))]
    public void Read_NestedJson_IsValidUpToTheLimitAndNeverMalformed(int depth, string verdict)
    {
        foreach (string start in new[] { "2[\"a\",", "51-[\"a\",", "37[" })
        {
            string deep = start + new string('[', depth) + new string(']', depth) + "]";

            PacketVerdict read = PacketReader.Read(
                Encoding.UTF8.GetBytes(deep), PacketLimits.Default, PayloadCheck.Strict, out SocketIOPacket packet, out string? error);
            Assert.Equal(verdict, read.ToString());
            Assert.Equal(read == PacketVerdict.Valid, error is null);
            Assert.Equal(start[0] - '0', (int)packet.Type);
        }
    }

    [Theory]
    [InlineData("2[\"a\",{0}")]
    [InlineData("2[\"connect\",{0}]")]
    [InlineData("51-[\"a\",{\"_placeholder\":true,\"num\":1},{0}")]
    public void Read_NestedAndNotAPacketEither_IsMalformed(string packet)
    {
        string deep = packet.Replace("{0}", new string('[', 2000) + new string(']', 2000), StringComparison.Ordinal);

        Assert.Equal(PacketVerdict.Malformed, PacketReader.Read(
            Encoding.UTF8.GetBytes(deep), PacketLimits.Default, PayloadCheck.Strict, out _, out _));
    }

    [Fact]
    public void TryParse_LongNamespace_IsRefused()
    {
        Assert.False(PacketReader.TryParse(Encoding.UTF8.GetBytes("0/" + new string('n', 600) + ","), out _, out string? error));

        Assert.Contains("namespace", error, StringComparison.Ordinal);
    }

    [Fact]
    public void TryParse_ValidEvents_AllocatesNothing()
    {
        byte[] plain = Encoding.UTF8.GetBytes("""2/test,1["a",1,{"b":[1,2,"\u00e9"]}]""");
        byte[] binary = Encoding.UTF8.GetBytes(TwoNested);
        long allocated = 0;
        int parsed = 0;
        for (int round = 0; round < 3; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 1000; i++)
            {
                parsed += PacketReader.TryParse(plain, out _) && PacketReader.TryParse(binary, out _) ? 1 : 0;
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(3000, parsed);
        Assert.Equal(0, allocated);
    }
}

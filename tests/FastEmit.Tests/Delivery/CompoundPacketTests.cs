using System.Text;
using FastEmit.Events;
using FastEmit.Records;

namespace FastEmit.Tests.Delivery;

public class CompoundPacketTests
{
    [Theory]
    [InlineData("42[\"e\",{}]", "/", "[\"e\",{}]")]
    [InlineData("42/ns,[\"e\",{\"a\":1}]", "/ns", "[\"e\",{\"a\":1}]")]
    public void Seal_NoAttachments_IsTakenApartAgain(string text, string ns, string arguments)
    {
        byte[] content = Seal(text, 7, 9);
        var packet = new CompoundPacket(content);
        Assert.Equal((ns, arguments), (Text(packet.Namespace), Text(packet.Arguments)));
        Assert.Equal((0, 7, 9), (packet.Count, packet.AckId, packet.AckOwner));
        Assert.Equal("42", TypeOf(packet));
    }

    [Theory]
    [InlineData(1, "451-")]
    [InlineData(9, "459-")]
    [InlineData(10, "4510-")]
    public void Seal_Attachments_AreTakenApartAgain(int count, string type)
    {
        // Lengths 0, 1, 2, … and bytes that look like a trailer.
        byte[][] attachments = [.. Enumerable.Range(0, count).Select(static i => Enumerable.Repeat((byte)i, i).ToArray())];
        byte[] content = Seal("42/files,[\"e\",{}]", 0, 0, attachments);
        var packet = new CompoundPacket(content);
        Assert.Equal((count, 0), (packet.Count, packet.AckId));
        for (int i = 0; i < count; i++)
        {
            Assert.Equal(attachments[i], packet.Attachment(i).ToArray());
        }

        Assert.Equal(("/files", "[\"e\",{}]", type), (Text(packet.Namespace), Text(packet.Arguments), TypeOf(packet)));
    }

    [Fact]
    public void Is_TextPacket_IsFalse()
    {
        Assert.False(CompoundPacket.Is("42[\"e\",1]"u8));
        Assert.True(CompoundPacket.Is(Seal("42[\"e\",1]", 0, 0, [1, 2])));
    }

    [Fact]
    public void MaxMessageLength_IsTheLongestOfTextAndAttachments()
    {
        const string Text = "42[\"e\",{}]";
        int withOne = Text.Length + "451-".Length - "42".Length;
        Assert.Equal(withOne + 5, new CompoundPacket(Seal(Text, 0, 0, new byte[withOne + 4])).MaxMessageLength(5));
        Assert.Equal(withOne + 6, new CompoundPacket(Seal(Text, 0, 0, new byte[withOne + 6])).MaxMessageLength(5));
        Assert.Equal(Text.Length + CompoundPacket.MaxIdDigits, new CompoundPacket(Seal(Text, 1, 0)).MaxMessageLength(0));
    }

    private static byte[] Seal(string text, long ackId, long owner, params byte[][] attachments)
    {
        var writer = EventWriter.Rent();
        writer.WriteRaw(Encoding.UTF8.GetBytes(text));
        foreach (byte[] attachment in attachments)
        {
            writer.Attach(attachment);
        }

        CompoundPacket.Seal(ref writer, ackId, owner);
        byte[] content = writer.Written.ToArray();
        writer.Return();
        Assert.InRange(content.Length - text.Length - attachments.Sum(static a => a.Length), 1, CompoundPacket.MaxTrailerLength);
        return content;
    }

    private static string TypeOf(in CompoundPacket packet)
    {
        Span<byte> type = stackalloc byte[CompoundPacket.MaxTypeLength];
        return Text(type[..packet.WriteType(type)]);
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}

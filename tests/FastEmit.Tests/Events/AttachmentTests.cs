using FastEmit.Events;

namespace FastEmit.Tests.Events;

public class AttachmentTests
{
    [Fact]
    public void WriteOpenPacket_Attachments_AreRecordedInTheOrderOfTheirPlaceholders()
    {
        var writer = EventWriter.Rent();
        Write(ref writer, new AttachmentEvent("a", [1], new byte[] { 2, 2 }, new byte[] { 3 }));
        Assert.Equal(
            "42/files,[\"file\",{\"name\":\"a\",\"first\":{\"_placeholder\":true,\"num\":0},\"second\":{\"_placeholder\":true,\"num\":1},\"third\":{\"_placeholder\":true,\"num\":2}",
            System.Text.Encoding.UTF8.GetString(writer.Written));
        Assert.Equal(3, writer.Attachments!.Count);
        Assert.Equal([1], writer.Attachments.Items[0].ToArray());
        Assert.Equal([2, 2], writer.Attachments.Items[1].ToArray());
        Assert.Equal([3], writer.Attachments.Items[2].ToArray());
        Assert.False(writer.IsPlain);
        writer.Return();
    }

    [Fact]
    public void WriteOpenPacket_NullAttachments_AreNoneAndGetNoNumber()
    {
        var writer = EventWriter.Rent();
        Write(ref writer, new AttachmentEvent("a", null, new byte[] { 2 }, null));
        Assert.Equal(
            "42/files,[\"file\",{\"name\":\"a\",\"first\":null,\"second\":{\"_placeholder\":true,\"num\":0},\"third\":null",
            System.Text.Encoding.UTF8.GetString(writer.Written));
        Assert.Equal([2], writer.Attachments!.Items[0].ToArray());
        writer.Return();
    }

    [Fact]
    public void Serialize_Attachments_GivesTheDataAlone()
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        new AttachmentEvent("a", null, new byte[] { 2 }, null).Serialize(output);
        Assert.Equal(
            "{\"name\":\"a\",\"first\":null,\"second\":{\"_placeholder\":true,\"num\":0},\"third\":null}",
            System.Text.Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void Return_UsedList_IsEmptyForTheNextEvent()
    {
        var first = EventWriter.Rent();
        Write(ref first, new AttachmentEvent("a", [1], default, null));
        AttachmentList list = first.Attachments!;
        first.Return();
        var second = EventWriter.Rent();
        Write(ref second, new AttachmentEvent("b", [7], default, null));
        Assert.Same(list, second.Attachments);
        Assert.Equal(2, second.Attachments!.Count);
        Assert.Equal([7], second.Attachments.Items[0].ToArray());
        second.Return();
    }

    [Fact]
    public void WriteOpenPacket_MoreThanTenAttachmentsInACollection_RefusesTheEvent()
    {
        var ten = EventWriter.Rent();
        Write(ref ten, new AttachmentListEvent([.. Enumerable.Repeat<byte[]>([1], 10)]));
        Assert.Equal((10, false), (ten.Attachments!.Count, ten.IsRejected));
        ten.Return();
        var eleven = EventWriter.Rent();
        Write(ref eleven, new AttachmentListEvent([.. Enumerable.Repeat<byte[]>([1], 11)]));
        Assert.True(eleven.IsRejected);
        eleven.Return();
        Assert.False(new AttachmentListEvent([.. Enumerable.Repeat<byte[]>([1], 11)]).TrySerialize(new byte[4096], out _));
        InvalidOperationException thrown = Assert.Throws<InvalidOperationException>(
            () => new AttachmentListEvent([.. Enumerable.Repeat<byte[]>([1], 11)]).Serialize(new System.Buffers.ArrayBufferWriter<byte>()));
        Assert.Contains("more than 10 attachments", thrown.Message, StringComparison.Ordinal);
    }

    private static void Write<TEvent>(ref EventWriter writer, TEvent value)
        where TEvent : IHookEvent<TEvent> => TEvent.WriteOpenPacket(ref writer, in value);
}

using System.Text;
using FastEmit.Buffers;
using FastEmit.Fallbacks;
using FastEmit.Records;

namespace FastEmit.Tests.Fallbacks;

public sealed class FallbackBatchTests
{
    private readonly EventRing _ring = new(RingMemory.OnHeap(1 << 20));
    private readonly FallbackBatch _batch = new();

    [Theory]
    [InlineData("""42["e",{"a":1}]""", "/", "e", """{"a":1}""")]
    [InlineData("""42/hook,["pre_tool",[1,2]]""", "/hook", "pre_tool", "[1,2]")]
    [InlineData("""42/a/b,["say \"hi\" \\ \u00e9","x"]""", "/a/b", "say \"hi\" \\ é", "\"x\"")]
    [InlineData("""42["/,[",null]""", "/", "/,[", "null")]
    public void Fill_Packet_IsTakenApart(string packet, string ns, string name, string data)
    {
        Append(packet);
        Assert.True(_batch.Fill(_ring, DropReason.RingFull));
        FallbackEvent value = Assert.Single(_batch.Events.ToArray());
        Assert.Equal((ns, name, data), (Text(value.Namespace), Text(value.Name), Text(value.Data)));
        Assert.Equal(_ring.Claimed, _batch.End);
    }

    [Fact]
    public void Fill_RecordWithAReason_CarriesItAndTheOthersThatOfTheRing()
    {
        byte[] record = new byte[ReasonedRecord.MaxLength(20)];
        int length = ReasonedRecord.Write(record, DropReason.Poisoned, "grüße", """42["e",1]"""u8);
        Assert.Equal(AppendResult.Appended, _ring.TryAppend(record.AsSpan(0, length), 0));
        Append("""42["e",2]""");
        Assert.True(_batch.Fill(_ring, DropReason.Undelivered));
        Assert.Equal(
            [("1", DropReason.Poisoned, "grüße"), ("2", DropReason.Undelivered, null)],
            _batch.Events.ToArray().Select(static value => (Text(value.Data), value.Reason!.Value, value.Detail)));
    }

    [Theory]
    [InlineData("""42[]""")]
    [InlineData("""42[nothing]""")]
    [InlineData("""42["e]""")]
    [InlineData("""42["\ud800",1]""")]
    public void Fill_PacketThatIsNone_IsKeptAsItIs(string packet)
    {
        Append(packet);
        Append("""42["e",2]""");
        Assert.True(_batch.Fill(_ring, DropReason.RingFull));
        Assert.Equal(2, _batch.Events.Length);
    }

    [Fact]
    public void Write_LongDetail_IsCutBetweenCharacters()
    {
        string detail = new('ü', 5_000);
        byte[] record = new byte[ReasonedRecord.MaxLength(9)];
        int length = ReasonedRecord.Write(record, DropReason.Poisoned, detail, """42["e",1]"""u8);
        ReasonedRecord read = new(record.AsSpan(0, length));
        Assert.StartsWith(read.Detail!, detail, StringComparison.Ordinal);
        Assert.Equal("""42["e",1]""", Encoding.UTF8.GetString(read.Content));
    }

    [Fact]
    public void Fill_EmptyRing_IsFalse() => Assert.False(_batch.Fill(_ring, DropReason.RingFull));

    [Fact]
    public void Fill_MoreThanABatch_TakesThemAllOneBatchAfterTheOther()
    {
        for (int i = 0; i < 150; i++)
        {
            Append($"""42["e",{i}]""");
        }

        List<string> data = [];
        while (_batch.Fill(_ring, DropReason.RingFull))
        {
            data.AddRange(_batch.Events.ToArray().Select(static value => Text(value.Data)));
            _ring.Release(_batch.End);
        }

        Assert.Equal(Enumerable.Range(0, 150).Select(static i => $"{i}"), data);
    }

    [Fact]
    public void Fill_EventLargerThanTheBuffer_IsTakenByItself()
    {
        string large = new('x', 200_000);
        Append("""42["e",1]""");
        Append($"""42["e","{large}"]""");
        Append("""42["e",2]""");
        List<int> lengths = [];
        while (_batch.Fill(_ring, DropReason.RingFull))
        {
            lengths.AddRange(_batch.Events.ToArray().Select(static value => value.Data.Length));
            _ring.Release(_batch.End);
        }

        Assert.Equal([1, large.Length + 2, 1], lengths);
    }

    private static string Text(ReadOnlyMemory<byte> text) => Encoding.UTF8.GetString(text.Span);

    private void Append(string packet) => Assert.Equal(AppendResult.Appended, _ring.TryAppend(Encoding.UTF8.GetBytes(packet), 0));
}

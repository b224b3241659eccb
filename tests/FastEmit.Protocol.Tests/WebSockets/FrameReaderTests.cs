using System.Buffers;
using System.Text;
using CsCheck;
using FastEmit.Protocol.WebSockets;

namespace FastEmit.Protocol.Tests.WebSockets;

public sealed class FrameReaderTests
{
    private static readonly FrameLimits Limits = new(MaxMessageBytes: 1_000_000, MaxFragments: 16);

    // Two data frames, a fragmented message with a ping between its pieces, an empty frame, a pong, a close.
    private static readonly byte[] Conversation = Convert.FromHexString(
        "8105" + "48656C6C6F" + "820101" + "0102" + "C3A9" + "8901" + "70" + "0000" + "8001" + "21" + "8100" + "8A00" + "880503E8627965");

    private static readonly string[] Expected =
        ["text 48656C6C6F", "binary 01", "ping 70", "text C3A921", "text ", "pong ", "close 1000 627965"];

    [Fact]
    public void Read_ConversationCutAtEveryPlace_ReadsTheSame()
    {
        for (int cut = 0; cut <= Conversation.Length; cut++)
        {
            RecordingFrames frames = new();
            using FrameReader reader = new(WebSocketRole.Client, Limits);

            reader.Read(Conversation.ToArray().AsSpan(0, cut), ref frames);
            reader.Read(Conversation.ToArray().AsSpan(cut), ref frames);

            Assert.True(frames.Log.SequenceEqual(Expected), $"cut at {cut}: {string.Join(", ", frames.Log)}");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Read_ConversationInSmallPieces_ReadsTheSameFromEitherSide(int size)
    {
        Assert.Equal(Expected, ReadInPieces(WebSocketRole.Client, Conversation, size));
        Assert.Equal(Expected, ReadInPieces(WebSocketRole.Server, Mask(Conversation), size));
    }

    [Fact]
    public void Read_SequenceOfSegments_ReadsTheSame()
    {
        RecordingFrames frames = new();
        using FrameReader reader = new(WebSocketRole.Server, Limits);
        byte[] bytes = Mask(Conversation);
        ReadOnlySequence<byte> sequence = Segments.Of(bytes, 5);

        long taken = reader.Read(sequence, ref frames);

        Assert.Equal(bytes.Length, taken);
        Assert.Equal(Expected, frames.Log);
    }

    /// <summary>Lengths of each class, frames from either side, cut anywhere.</summary>
    [Fact]
    public void Read_AnyFramesInAnyPieces_HandsOnEachPayload() =>
        Gen.Select(Gen.OneOf(Gen.Int[0, 130], Gen.OneOf(65_535, 65_536, 70_000)).Array[1, 4], Gen.UInt, Gen.Int[1, 2000]).Sample(
            (lengths, key, piece) =>
            {
                List<byte> unmasked = [];
                List<byte> masked = [];
                List<string> expected = [];
                foreach (int length in lengths)
                {
                    byte[] payload = [.. Enumerable.Range(length, length).Select(static n => (byte)(n * 31))];
                    byte[] frame = new byte[FrameWriter.MaskedLength(length)];
                    unmasked.AddRange(frame.AsSpan(0, FrameWriter.WriteUnmasked(frame, WebSocketOpcode.Binary, payload)));
                    masked.AddRange(frame.AsSpan(0, FrameWriter.WriteMasked(frame, WebSocketOpcode.Binary, payload, key)));
                    expected.Add("binary " + Convert.ToHexString(payload));
                }

                Assert.Equal(expected, ReadInPieces(WebSocketRole.Client, [.. unmasked], piece));
                Assert.Equal(expected, ReadInPieces(WebSocketRole.Server, [.. masked], piece));
            },
            iter: 200);

    [Theory]
    [InlineData("C100", 1002, "reserved bit")]
    [InlineData("A100", 1002, "reserved bit")]
    [InlineData("9100", 1002, "reserved bit")]
    [InlineData("8300", 1002, "0x3")]
    [InlineData("8700", 1002, "0x7")]
    [InlineData("8B00", 1002, "0xB")]
    [InlineData("8F00", 1002, "0xF")]
    [InlineData("818000000000", 1002, "masked")]
    [InlineData("0900", 1002, "control frame is fragmented")]
    [InlineData("897E007E", 1002, "more than 125")]
    [InlineData("817E007D", 1002, "shortest encoding")]
    [InlineData("817F000000000000FFFF", 1002, "shortest encoding")]
    [InlineData("817F8000000000000000", 1002, "highest bit")]
    [InlineData("8000", 1002, "without a message")]
    [InlineData("0100" + "8100", 1002, "before the last one was finished")]
    [InlineData("817F00000000000F4241", 1009, "larger than the limit")]
    [InlineData("817F7FFFFFFFFFFFFFFF", 1009, "larger than the limit")]
    [InlineData("880103", 1002, "half a code")]
    [InlineData("880203E7", 1002, "999")]
    [InlineData("880203EC", 1002, "1004")]
    [InlineData("880203ED", 1002, "1005")]
    [InlineData("880203EE", 1002, "1006")]
    [InlineData("880203F7", 1002, "1015")]
    [InlineData("88020BB7", 1002, "2999")]
    [InlineData("88021388", 1002, "5000")]
    [InlineData("880303E8FF", 1007, "UTF-8")]
    [InlineData("8101FF", 1007, "UTF-8")]
    [InlineData("8103EDA080", 1007, "UTF-8")]
    [InlineData("8102C080", 1007, "UTF-8")]
    [InlineData("8104F4908080", 1007, "UTF-8")]
    [InlineData("0101C3" + "800128", 1007, "UTF-8")]
    public void Read_Violation_ThrowsWithCodeAndReasonWhereverItIsCut(string hex, int code, string reason)
    {
        byte[] bytes = Convert.FromHexString(hex);
        for (int size = 1; size <= bytes.Length; size++)
        {
            WebSocketProtocolException exception = Assert.Throws<WebSocketProtocolException>(
                () => ReadInPieces(WebSocketRole.Client, bytes, size));

            Assert.Equal(code, exception.CloseCode);
            Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>RFC 6455 section 8.1, and cases 6.4 of the Autobahn suite: at the first byte that no valid text can have there.</summary>
    [Theory]
    [InlineData("CEBACEB5F4" + "90", 5)]
    [InlineData("61ED" + "A0", 2)]
    [InlineData("E0" + "80", 1)]
    [InlineData("F0" + "8F", 1)]
    [InlineData("61" + "C0", 1)]
    [InlineData("61" + "F5", 1)]
    [InlineData("61" + "80", 1)]
    [InlineData("E282" + "61", 2)]
    [InlineData("F09F98" + "C3", 3)]
    [InlineData("C3A9F0" + "F0", 3)]
    public void Read_InvalidByteInAnUnfinishedMessage_ThrowsAtThatByte(string hex, int invalid)
    {
        byte[] text = Convert.FromHexString(hex);
        byte[] header = new byte[FrameWriter.MaxHeaderLength];
        header = header[..FrameWriter.WriteHeader(header, WebSocketOpcode.Text, 1000, final: true)];
        using FrameReader pieces = new(WebSocketRole.Client, Limits);
        using FrameReader fragments = new(WebSocketRole.Client, Limits);
        RecordingFrames frames = new();
        pieces.Read(header, ref frames);
        for (int i = 0; i < invalid; i++)
        {
            pieces.Read([text[i]], ref frames);
            fragments.Read([i == 0 ? (byte)0x01 : (byte)0x00, 1, text[i]], ref frames);
        }

        byte[] fragment = [0x00, 1, text[invalid]];
        Assert.Equal(1007, Assert.Throws<WebSocketProtocolException>(() => pieces.Read([text[invalid]], ref frames)).CloseCode);
        Assert.Equal(1007, Assert.Throws<WebSocketProtocolException>(() => fragments.Read(fragment, ref frames)).CloseCode);
        Assert.Empty(frames.Log);
    }

    [Fact]
    public void Read_CharactersOfEveryLengthCutAnywhere_AreOneMessage()
    {
        byte[] text = Encoding.UTF8.GetBytes("a\u00e9\u20ac\U0001F600\uFFFDz\U0010FFFF");
        for (int size = 1; size <= text.Length; size++)
        {
            List<byte> stream = [];
            for (int start = 0; start < text.Length; start += size)
            {
                int length = Math.Min(size, text.Length - start);
                byte final = start + length == text.Length ? (byte)0x80 : (byte)0;
                stream.AddRange([(byte)(final | (start == 0 ? 1 : 0)), (byte)length, .. text.AsSpan(start, length)]);
            }

            Assert.Equal(["text " + Convert.ToHexString(text)], ReadInPieces(WebSocketRole.Client, [.. stream], 3, maxFragments: 64));
        }
    }

    [Theory]
    [InlineData("8800", "close 1005 ")]
    [InlineData("880203E8", "close 1000 ")]
    [InlineData("880203EB", "close 1003 ")]
    [InlineData("880203EF", "close 1007 ")]
    [InlineData("880203F6", "close 1014 ")]
    [InlineData("88020BB8", "close 3000 ")]
    [InlineData("88021387", "close 4999 ")]
    public void Read_ValidClose_HandsOnTheCodeAndReadsNothingBehindIt(string hex, string expected)
    {
        Assert.Equal([expected], ReadInPieces(WebSocketRole.Client, Convert.FromHexString(hex + "8100"), 1));
    }

    [Fact]
    public void Read_UnmaskedFrameAtAServer_Throws()
    {
        WebSocketProtocolException exception = Assert.Throws<WebSocketProtocolException>(
            () => ReadInPieces(WebSocketRole.Server, Convert.FromHexString("8100"), 2));

        Assert.Equal(1002, exception.CloseCode);
    }

    [Fact]
    public void Read_FragmentsUpToTheLimit_AreOneMessageAndOneMoreThrows()
    {
        byte[] fragments = Convert.FromHexString("0100" + string.Concat(Enumerable.Repeat("0000", 14)));

        Assert.Equal(["text "], ReadInPieces(WebSocketRole.Client, [.. fragments, 0x80, 0x00], 7));
        WebSocketProtocolException exception = Assert.Throws<WebSocketProtocolException>(
            () => ReadInPieces(WebSocketRole.Client, [.. fragments, 0x00, 0x00, 0x00, 0x00], 7));
        Assert.Equal(1008, exception.CloseCode);
    }

    [Fact]
    public void Read_FragmentsThatExceedTheMessageLimitTogether_Throw1009()
    {
        byte[] fragment = new byte[FrameWriter.UnmaskedLength(600_000)];
        FrameWriter.WriteHeader(fragment, WebSocketOpcode.Binary, 600_000, final: false);
        byte[] second = fragment.ToArray();
        FrameWriter.WriteHeader(second, WebSocketOpcode.Continuation, 600_000, final: true);

        WebSocketProtocolException exception = Assert.Throws<WebSocketProtocolException>(
            () => ReadInPieces(WebSocketRole.Client, [.. fragment, .. second], 100_000));

        Assert.Equal(1009, exception.CloseCode);
    }

    [Fact]
    public void Halt_InTheMiddleOfASpan_LeavesTheRestUntaken()
    {
        using FrameReader reader = new(WebSocketRole.Client, Limits);
        HaltingFrames frames = new(reader);
        byte[] bytes = Convert.FromHexString("8101618101628101" + "63");

        int first = reader.Read(bytes, ref frames);
        reader.Resume();
        int second = reader.Read(bytes.AsSpan(first), ref frames);

        Assert.Equal(3, first);
        Assert.Equal(3, second);
        Assert.Equal(2, frames.Count);
    }

    [Fact]
    public void Read_ManyFramesCutAnywhere_AllocatesNothing()
    {
        byte[] stream = new byte[64 * 1024];
        int length = 0;
        while (length + 300 < stream.Length)
        {
            length += FrameWriter.WriteMasked(stream.AsSpan(length), WebSocketOpcode.Text, new byte[200], 1);
            length += FrameWriter.WriteMasked(stream.AsSpan(length), WebSocketOpcode.Ping, new byte[8], 2);
        }

        byte[] copy = stream.ToArray();
        using FrameReader reader = new(WebSocketRole.Server, Limits);
        CountingFrames frames = default;
        long allocated = 0;
        for (int round = 0; round < 3; round++)
        {
            stream.CopyTo(copy, 0);
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < length; i += 997)
            {
                reader.Read(copy.AsSpan(i, Math.Min(997, length - i)), ref frames);
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.True(frames.Count > 600);
        Assert.Equal(0, allocated);
    }

    private static List<string> ReadInPieces(WebSocketRole role, byte[] bytes, int size, int maxFragments = 16)
    {
        RecordingFrames frames = new();
        using FrameReader reader = new(role, Limits with { MaxFragments = maxFragments });
        for (int i = 0; i < bytes.Length; i += size)
        {
            // A copy of each piece: a reader that kept a reference, or unmasked twice, would show.
            reader.Read(bytes.AsSpan(i, Math.Min(size, bytes.Length - i)).ToArray(), ref frames);
        }

        return frames.Log;
    }

    private static byte[] Mask(ReadOnlySpan<byte> unmasked)
    {
        List<byte> masked = [];
        uint key = 0xA1B2C3D4;
        while (!unmasked.IsEmpty)
        {
            int headerLength = FrameHeader.LengthOf(unmasked);
            FrameHeader header = FrameHeader.Decode(unmasked[..headerLength]);
            byte[] frame = new byte[FrameWriter.MaxHeaderLength + (int)header.PayloadLength];
            int written = FrameWriter.WriteMaskedHeader(frame, header.Opcode, (long)header.PayloadLength, key, header.IsFinal);
            FrameMask.Copy(unmasked.Slice(headerLength, (int)header.PayloadLength), frame.AsSpan(written), key);
            masked.AddRange(frame[..(written + (int)header.PayloadLength)]);
            unmasked = unmasked[(headerLength + (int)header.PayloadLength)..];
            key += 0x01010101;
        }

        return [.. masked];
    }
}

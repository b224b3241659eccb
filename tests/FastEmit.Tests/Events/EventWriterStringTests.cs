using System.Text;
using System.Text.Json;
using FastEmit.Events;

namespace FastEmit.Tests.Events;

/// <summary>Every string must read back as System.Text.Json reads its own output of it.</summary>
public class EventWriterStringTests
{
    /// <summary>One of each way to be special: quote, backslash, controls with a short form and without, DEL, 2, 3 and 4 bytes, lone surrogates, and characters whose low byte is harmless.</summary>
    private static readonly string[] Specials =
    [
        "\"", "\\", "\n", "\0", "\u001f", "\u007f", "\u0080", "é", "\u0141", "\u07ff", "€", "\u8041", "\uff41", "\ufffe",
        "😀", "\ud800", "\udc00", "\udc00\ud800", "\u2028", "/", "<",
    ];

    public static TheoryData<string> SpecialsData => [.. Specials];

    [Fact]
    public void WriteString_Null_IsNull() => Assert.Equal("null", Write(null));

    [Fact]
    public void WriteString_EveryAsciiLength_IsTheStringInQuotes()
    {
        for (int length = 0; length <= 300; length++)
        {
            string value = string.Create(length, 0, static (span, _) =>
            {
                for (int i = 0; i < span.Length; i++)
                {
                    span[i] = (char)('a' + (i % 26));
                }
            });
            Assert.Equal('"' + value + '"', Write(value));
        }
    }

    [Theory]
    [MemberData(nameof(SpecialsData))]
    public void WriteString_SpecialAtEveryPositionOfEveryLength_ReadsBackAsSystemTextJsonDoes(string special)
    {
        for (int length = 0; length <= 100; length++)
        {
            for (int position = 0; position <= length; position++)
            {
                string value = new string('a', position) + special + new string('b', length - position);
                AssertReadsBack(value);
            }
        }
    }

    [Theory]
    [MemberData(nameof(SpecialsData))]
    public void WriteString_SpecialAtEveryPositionOfALongString_ReadsBackAsSystemTextJsonDoes(string special)
    {
        foreach (int length in (ReadOnlySpan<int>)[127, 128, 129, 255, 300])
        {
            for (int position = 0; position <= length; position++)
            {
                AssertReadsBack(new string('a', position) + special + new string('b', length - position));
            }
        }
    }

    [Fact]
    public void WriteString_EveryPairOfSpecials_ReadsBackAsSystemTextJsonDoes()
    {
        foreach (string first in Specials)
        {
            foreach (string second in Specials)
            {
                AssertReadsBack(first + second);
                AssertReadsBack("0123456789abcdef" + first + second + "0123456789abcdef");
            }
        }
    }

    [Fact]
    public void WriteString_EveryCharacter_ReadsBackAsSystemTextJsonDoes()
    {
        for (int character = 0; character <= char.MaxValue; character++)
        {
            AssertReadsBack("ab" + (char)character);
            AssertReadsBack("0123456789abcdef" + (char)character);
        }
    }

    [Fact]
    public void WriteString_PairAcrossTheChunkBorder_StaysWhole()
    {
        for (int before = 250; before <= 260; before++)
        {
            AssertReadsBack(new string('\n', before) + "😀" + new string('\n', 300));
        }
    }

    [Fact]
    public void WriteString_LargerThanEveryBuffer_Grows()
    {
        string value = new string('\u0001', 200_000) + "end";
        AssertReadsBack(value);
    }

    [Fact]
    public void WriteString_DestinationTooSmall_MovesToAPooledBuffer()
    {
        var writer = new EventWriter(new byte[10]);
        writer.WriteString("ab");
        Assert.False(writer.IsDetached);
        writer.WriteString("much longer than ten bytes");
        Assert.True(writer.IsDetached);
        Assert.Equal("\"ab\"\"much longer than ten bytes\"", Encoding.UTF8.GetString(writer.Written));
        writer.Return();
    }

    private static void AssertReadsBack(string value)
    {
        string written = Write(value);
        string? expected = JsonSerializer.Deserialize<string>(JsonSerializer.SerializeToUtf8Bytes(value));
        Assert.Equal(expected, JsonSerializer.Deserialize<string>(written));
    }

    private static string Write(string? value)
    {
        var writer = EventWriter.Rent();
        writer.WriteString(value);
        string json = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(writer.Written);
        writer.Return();
        return json;
    }
}

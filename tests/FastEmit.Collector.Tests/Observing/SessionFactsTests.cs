using System.Text;
using FastEmit.Collector.Events;
using FastEmit.Collector.Observing;

namespace FastEmit.Collector.Tests.Observing;

public sealed class SessionFactsTests
{
    /// <summary>The seed is part of the name, so that a failure can be tried again.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Read_RandomArguments_FindsWhatReadingAllOfTheJsonFinds(int seed)
    {
        RandomArguments arguments = new(seed);
        int sessions = 0;
        for (int i = 0; i < 10_000; i++)
        {
            string text = arguments.Next();
            byte[] json = Encoding.UTF8.GetBytes(text);

            EventFacts expected = EventFacts.Read(json);
            SessionFacts facts = SessionFacts.Read(json);

            Assert.True(expected.IsJson, text);
            AssertSame(expected.Session, facts.Session, text);
            if (!facts.Session.IsEmpty)
            {
                sessions++;
                AssertSame(expected.Subtype, facts.Subtype, text);
                Assert.True(expected.Success == facts.Success || (facts.Success is null && !facts.Subtype.SequenceEqual("post_tool"u8) && !facts.Subtype.IsEmpty), text);
            }
        }

        Assert.InRange(sessions, 1000, 9900);
    }

    [Fact]
    public void Read_BytesChangedOrCutOff_ReadsSomethingOrNothing()
    {
        RandomArguments arguments = new(5);
        Random random = new(5);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] json = Encoding.UTF8.GetBytes(arguments.Next());
            for (int change = random.Next(3); change >= 0 && json.Length > 0; change--)
            {
                json[random.Next(json.Length)] = "\"\\{}[]:,u0 \0\u00ff"u8[random.Next(13)];
            }

            ReadOnlySpan<byte> cut = json.AsSpan(0, random.Next(json.Length + 1));
            SessionFacts facts = SessionFacts.Read(cut);

            Assert.InRange(facts.Session.Length + facts.Subtype.Length, 0, cut.Length);
        }
    }

    [Theory]
    [InlineData("""{"session\u005fid":"a"}""", "a")]
    [InlineData("""{"\u0064ata":{"session_id":"b"}}""", "b")]
    [InlineData("""{"session_id":"","session_id":"c","session_id":"d"}""", "c")]
    [InlineData("""{"x":{"session_id":"e"},"y":[{"session_id":"f"}],"data":[{"session_id":"g"}]}""", "")]
    [InlineData("""{"data":{"x":{"session_id":"h"},"session_id":"i"}}""", "i")]
    [InlineData("""{"data":{"data":{"session_id":"j"}}}""", "")]
    [InlineData("""{"data":{},"x":{"session_id":"k"}}""", "")]
    [InlineData("""{"\"session_id":"l","x":"\"session_id\":\"m\"","session_id":"n\\"}""", @"n\\")]
    [InlineData("""{"a":"session_id","b":"o"}""", "")]
    [InlineData("""{"session_id":7}""", "")]
    [InlineData("""[{"session_id":"p"}]""", "")]
    [InlineData("""{"a":1},{"session_id":"q"}""", "")]
    [InlineData(""" { "session_id" : "r" } """, "r")]
    [InlineData("", "")]
    [InlineData("\"session_id\"", "")]
    public void Read_Arguments_FindsTheSessionOfTheObjectOrOfItsData(string json, string session)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(json);

        Assert.Equal(session, Encoding.UTF8.GetString(SessionFacts.Read(bytes).Session));
        Assert.Equal(session, Encoding.UTF8.GetString(EventFacts.Read(bytes).Session));
    }

    private static void AssertSame(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual, string text) =>
        Assert.True(expected.SequenceEqual(actual), $"{Encoding.UTF8.GetString(expected)} and {Encoding.UTF8.GetString(actual)} in {text}");
}

using System.Text;
using FastEmit.Collector.Events;

namespace FastEmit.Collector.Tests.Events;

public sealed class EventIdTests
{
    [Theory]
    [InlineData("{\"a\":1,\"event_id\":\"0123456789abcdef-1\"}", "0123456789abcdef-1")] // where emitters put it
    [InlineData("{\"event_id\":\"0123456789abcdef-1\"}", "0123456789abcdef-1")]
    [InlineData("{\"event_id\":\"0123456789abcdef-1\",\"batch_id\":\"b\"}", "0123456789abcdef-1")]
    [InlineData("{\"a\":{\"event_id\":\"inner\"},\"event_id\":\"0123456789abcdef-1\",\"b\":{\"event_id\":\"inner\"}}", "0123456789abcdef-1")]
    [InlineData("{ \"event_id\" : \"0123456789abcdef-1\" , \"event_id\":\"x\" , \"z\":0 }", "0123456789abcdef-1")]
    public void Find_MemberOfTheObject_IsFoundWhereverItStands(string data, string id) => Assert.Equal(id, Find(data));

    [Theory]
    [InlineData("fedcba9876543210-18446744073709551615")] // the longest of an emitter
    [InlineData("01a21b03e099232c5d777f0ccef674d36047")]  // of a hook event
    [InlineData("5d777f0ccef674d3604701a21b03e099")]      // of a message of a transcript
    public void Find_IdThatFastEmitMakes_IsFound(string id) => Assert.Equal(id, Find($$"""{"event_id":"{{id}}"}"""));

    [Theory]
    [InlineData("4624")]
    [InlineData("e-1")]
    [InlineData("0123456789ABCDEF-1")]
    [InlineData("0123456789abcdef-")]
    [InlineData("0123456789abcdef-1a")]
    [InlineData("0123456789abcdef-123456789012345678901")]
    [InlineData("0123456789abcdef_1")]
    [InlineData("x1a21b03e099232c5d777f0ccef674d36047")]
    [InlineData("123e4567-e89b-12d3-a456-426614174000")] // a UUID may name a kind of event
    public void Find_IdOfAnApplication_IsEmpty(string id)
    {
        Assert.Equal("", Find($$"""{"event_id":"{{id}}"}"""));
        Assert.Equal("", Find($$"""{"event_id":"{{id}}","z":1}"""));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("{\"a\":1}")]
    [InlineData("{\"a\":{\"event_id\":\"inner\"}}")]
    [InlineData("[{\"event_id\":\"inner\"}]")]
    [InlineData("{\"event_id\":7}")]
    [InlineData("{\"a\":\"\\\"event_id\\\":\\\"x\\\"}\"}")]
    [InlineData("{\"a\":\"b\",\"event_id\":\"x")]
    public void Find_NoSuchMember_IsEmpty(string data) => Assert.Equal("", Find(data));

    private static string Find(string data) => Encoding.UTF8.GetString(EventId.Find(Encoding.UTF8.GetBytes(data)));
}

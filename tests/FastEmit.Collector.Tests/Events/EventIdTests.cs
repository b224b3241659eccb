using System.Text;
using FastEmit.Collector.Events;

namespace FastEmit.Collector.Tests.Events;

public sealed class EventIdTests
{
    [Theory]
    [InlineData("{\"a\":1,\"event_id\":\"x-1\"}", "x-1")] // where emitters put it
    [InlineData("{\"event_id\":\"x-1\"}", "x-1")]
    [InlineData("{\"event_id\":\"x-1\",\"batch_id\":\"b\"}", "x-1")]
    [InlineData("{\"a\":{\"event_id\":\"inner\"},\"event_id\":\"x-1\",\"b\":{\"event_id\":\"inner\"}}", "x-1")]
    [InlineData("{ \"event_id\" : \"x-1\" , \"event_id\":\"x\" , \"z\":0 }", "x-1")]
    public void Find_MemberOfTheObject_IsFoundWhereverItStands(string data, string id) => Assert.Equal(id, Find(data));

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

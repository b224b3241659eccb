namespace FastEmit.Interop.Tests.Servers;

public sealed class LoggedEventTests
{
    [Theory]
    [InlineData("s1 2[\"a\",{\"n\":5}]", "/")]
    [InlineData("s1 212[\"a\",{\"n\":5}]", "/")]
    [InlineData("s1 2/hook,[\"a\",{\"n\":5}]", "/hook")]
    [InlineData("s1 2/hook/7,3[\"a\",{\"n\":5}]", "/hook/7")]
    public void Parse_WithAndWithoutNamespaceAndId_FindsAllParts(string line, string @namespace)
    {
        LoggedEvent parsed = LoggedEvent.Parse(line);

        Assert.Equal(("s1", @namespace, "a", 5), (parsed.Connection, parsed.Namespace, parsed.Name, parsed.Data.GetProperty("n").GetInt32()));
    }
}

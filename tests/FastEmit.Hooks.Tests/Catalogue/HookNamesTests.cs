using FastEmit.Hooks.Catalogue;

namespace FastEmit.Hooks.Tests.Catalogue;

public sealed class HookNamesTests
{
    [Theory]
    [InlineData("WorktreeCreate", "worktree_create")]
    [InlineData("already_snake", "already_snake")]
    [InlineData("HTTPRequest", "http_request")]
    [InlineData("With Space-And.Dot", "with_space_and_dot")]
    [InlineData("", "unknown")]
    [InlineData(null, "unknown")]
    public void ToSubtype_Name_IsSnakeCase(string? name, string expected) => Assert.Equal(expected, HookNames.ToSubtype(name));

    [Fact]
    public void ToSubtype_EndlessName_IsBounded() => Assert.InRange(HookNames.ToSubtype(new string('A', 10_000)).Length, 1, 66);
}

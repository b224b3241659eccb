using System.Runtime.CompilerServices;
using FastEmit.Hooks.Deriving;

namespace FastEmit.Hooks.Tests.Deriving;

public sealed class HookTypesTests
{
    [Fact]
    public void All_TableOfTheDocumentation_SaysTheSame()
    {
        string page = File.ReadAllText(Path.Combine(Folder(), "../../../docs/hooks.md"));
        foreach (HookType type in HookTypes.All)
        {
            string derived = string.Join(", ", type.Derived.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(static name => $"`{name}`"));
            string line = $"| {type.Name} | `{HookTypes.SubtypeOf(type, null)}` | {type.When}{(type.NotInstalled is { } why ? $" (not installed: {why})" : "")} | {derived} |\n";
            Assert.Contains(line, page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Find_AnyFormOfAName_IsTheType()
    {
        foreach (HookType type in HookTypes.All)
        {
            Assert.Same(type, HookTypes.Find(type.Name));
            Assert.All(type.Aliases, alias => Assert.Same(type, HookTypes.Find(alias)));
        }

        Assert.Equal("SessionStart", HookTypes.Find("session_start")?.Name);
        Assert.Equal("UserPromptSubmit", HookTypes.Find("user_prompt_submit")?.Name);
        Assert.Equal("Stop", HookTypes.Find("stop")?.Name);
        Assert.Null(HookTypes.Find("SomethingNew2027"));
        Assert.Null(HookTypes.Find(""));
        Assert.Null(HookTypes.Find(null));
    }

    [Fact]
    public void Derived_WhatIsWritten_IsWhatTheTableSays()
    {
        foreach (HookType type in HookTypes.All.Where(static type => type.Facts is not null))
        {
            using HookFolder folder = new();
            folder.Run(
                $$"""
                {"hook_event_name":"{{type.Name}}","tool_name":"Task","tool_input":{"prompt":"p"},"exit_x":0,"prompt":"p","message":"m","last_assistant_message":"l",
                 "tool_response":{"exit_code":0,"error":"e","stdout":"s"},"duration":1}
                """,
                new TestTime());
            string[] input = ["hook_event_name", "tool_name", "tool_input", "exit_x", "prompt", "message", "last_assistant_message", "tool_response", "duration"];
            IEnumerable<string> written = folder.ReadEvents()[0].GetProperty("data").EnumerateObject().Select(static member => member.Name).Except(input);
            Assert.Equal(
                type.Derived.Split(", ").Except(["duration_ms"]).Order(StringComparer.Ordinal),
                written.Except(["correlation_id", "duration_ms"]).Order(StringComparer.Ordinal));
        }
    }

    private static string Folder([CallerFilePath] string thisFile = "") => Path.GetDirectoryName(thisFile)!;
}
